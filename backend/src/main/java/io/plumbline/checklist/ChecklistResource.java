package io.plumbline.checklist;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.identity.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.jboss.resteasy.reactive.ResponseStatus;

/** Checklists and their versions, for the quality office. */
@Path("/api/checklists")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.QUALITY_OFFICER, Roles.ADMIN})
class ChecklistResource {
    private final ChecklistService checklists;

    @Inject
    ChecklistResource(ChecklistService checklists) {
        this.checklists = checklists;
    }

    @GET
    @RolesAllowed({Roles.QUALITY_OFFICER, Roles.ADMIN, Roles.REVIEWER})
    public ChecklistViews.Listing list() {
        return new ChecklistViews.Listing(checklists.list(), null);
    }

    /** The JSON Schema of a checklist document. */
    @GET
    @Path("/schema")
    @Produces({"application/schema+json", MediaType.APPLICATION_JSON})
    @RolesAllowed({Roles.QUALITY_OFFICER, Roles.ADMIN, Roles.REVIEWER})
    public byte[] schema() {
        return checklists.schema();
    }

    /** Stores the document as a draft: the first version of a new checklist, or the next of the one with its code. */
    @POST
    @ResponseStatus(201)
    public ChecklistViews.Stored importDocument(JsonNode document) {
        return checklists.importDocument(document);
    }

    @GET
    @Path("/versions/{id}")
    @RolesAllowed({Roles.QUALITY_OFFICER, Roles.ADMIN, Roles.REVIEWER})
    public ChecklistViews.Version version(@PathParam("id") UUID id) {
        return checklists.version(id);
    }

    /** Replaces the document of a draft. */
    @PUT
    @Path("/versions/{id}")
    public ChecklistViews.Stored replace(@PathParam("id") UUID id, JsonNode document) {
        return checklists.replace(id, document);
    }

    /** Freezes the version; from then on programmes can use it. */
    @POST
    @Path("/versions/{id}/publish")
    public ChecklistViews.Stored publish(@PathParam("id") UUID id) {
        return checklists.publish(id);
    }
}
