package io.plumbline.organisation;

import io.plumbline.identity.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

/** Imports of units and staff; the body is the file. */
@Path("/api/imports")
@RolesAllowed({Roles.ADMIN, Roles.QUALITY_OFFICER})
@Consumes({ImportsResource.CSV, ImportsResource.XLSX})
@Produces(MediaType.APPLICATION_JSON)
public class ImportsResource {
    static final String CSV = "text/csv";
    static final String XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private final Imports imports;

    @Inject
    ImportsResource(Imports imports) {
        this.imports = imports;
    }

    @POST
    @Path("/units")
    public ImportReport units(
            byte[] file,
            @HeaderParam(HttpHeaders.CONTENT_TYPE) String type,
            @QueryParam("dryRun") @DefaultValue("false") boolean dryRun,
            @QueryParam("goodRowsOnly") @DefaultValue("false") boolean goodRowsOnly) {
        return imports.units(file, format(type), new ImportMode(dryRun, goodRowsOnly));
    }

    @POST
    @Path("/staff")
    public ImportReport staff(
            byte[] file,
            @HeaderParam(HttpHeaders.CONTENT_TYPE) String type,
            @QueryParam("dryRun") @DefaultValue("false") boolean dryRun,
            @QueryParam("goodRowsOnly") @DefaultValue("false") boolean goodRowsOnly) {
        return imports.staff(file, format(type), new ImportMode(dryRun, goodRowsOnly));
    }

    private static Imports.Format format(String contentType) {
        return contentType.startsWith(XLSX) ? Imports.Format.XLSX : Imports.Format.CSV;
    }
}
