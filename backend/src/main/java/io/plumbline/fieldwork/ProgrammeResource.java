package io.plumbline.fieldwork;

import io.plumbline.identity.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Programmes, for the quality office. */
@Path("/api/programmes")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
class ProgrammeResource {
    private final Programmes programmes;

    @Inject
    ProgrammeResource(Programmes programmes) {
        this.programmes = programmes;
    }

    @GET
    @RolesAllowed({Roles.QUALITY_OFFICER, Roles.ADMIN, Roles.REVIEWER})
    public Page<ProgrammeView> list(
            @QueryParam("limit") @Nullable Integer limit, @QueryParam("cursor") @Nullable String cursor) {
        return programmes.list(limit, cursor);
    }

    @POST
    @ResponseStatus(201)
    @RolesAllowed({Roles.QUALITY_OFFICER, Roles.ADMIN})
    public ProgrammeView create(NewProgramme programme) {
        return programmes.create(programme);
    }
}
