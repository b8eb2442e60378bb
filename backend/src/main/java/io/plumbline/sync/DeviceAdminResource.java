package io.plumbline.sync;

import io.plumbline.identity.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** The tablets and browsers that take part, for the office: who has them, when they were heard of, which are lost. */
@Path("/api/devices")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.QUALITY_OFFICER, Roles.ADMIN})
class DeviceAdminResource {
    record Revocation(@Nullable String reason) {}

    private final DeviceAdminService service;

    @Inject
    DeviceAdminResource(DeviceAdminService service) {
        this.service = service;
    }

    /** The latest enrolled first; {@code show} picks those that are active, revoked, … */
    @GET
    public DeviceAdminService.Devices list(
            @QueryParam("show") DeviceAdminQueries.@Nullable Show show,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("cursor") @Nullable UUID cursor) {
        return service.list(show, limit, cursor);
    }

    @GET
    @Path("/{id}")
    public DeviceAdminService.Detail read(@PathParam("id") UUID id) {
        return service.read(id);
    }

    /** From now on the device may hand over what it has, and nothing else. */
    @POST
    @Path("/{id}/revoke")
    @ResponseStatus(204)
    public void revoke(@PathParam("id") UUID id, @Nullable Revocation revocation) {
        service.revoke(id, revocation == null ? null : revocation.reason());
    }

    /** Asks the device to empty itself after it has handed over everything; it is told in its next session. */
    @POST
    @Path("/{id}/wipe")
    @ResponseStatus(204)
    public void wipe(@PathParam("id") UUID id) {
        service.wipe(id);
    }
}
