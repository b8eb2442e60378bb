package io.plumbline.sync;

import io.plumbline.identity.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Codes with which the office enrols devices; {@link EnrolmentResource} takes them. */
@Path("/api/enrolment-codes")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.QUALITY_OFFICER, Roles.ADMIN})
class EnrolmentCodesResource {
    /** @param account whose device it will be: an inspector's or an installer's */
    record Wanted(@Nullable UUID account) {}

    private final EnrolmentCodes codes;

    @Inject
    EnrolmentCodesResource(EnrolmentCodes codes) {
        this.codes = codes;
    }

    /** Makes a code that is good for 15 minutes, once; codes of the same person that nobody used end. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseStatus(201)
    public EnrolmentCodes.Made make(Wanted wanted) {
        return codes.make(wanted.account());
    }

    @GET
    @Path("/{id}")
    public EnrolmentCodes.View read(@PathParam("id") UUID id) {
        return codes.read(id);
    }

    @POST
    @Path("/{id}/withdraw")
    @ResponseStatus(204)
    public void withdraw(@PathParam("id") UUID id) {
        codes.withdraw(id);
    }
}
