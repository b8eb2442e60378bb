package io.plumbline.sync;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Enrolment by a code from the office: open to everybody who has one. */
@Path("/api/sync/v1/enrol")
@PermitAll
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class EnrolmentResource {
    /** @param code as scanned or typed */
    @JsonIgnoreProperties(ignoreUnknown = true) // from a newer device
    record Redemption(
            @NotNull @Size(max = 100) String code,
            @Nullable String name,
            @Nullable String platform,
            @Nullable String appVersion,
            @Nullable DeviceKey key) {
        @Override
        public String toString() {
            return "Redemption[]";
        }
    }

    private final EnrolmentService service;

    @Inject
    EnrolmentResource(EnrolmentService service) {
        this.service = service;
    }

    @POST
    @ResponseStatus(201)
    public EnrolmentService.Redeemed redeem(@Valid @NotNull Redemption body, @Context HttpServerRequest request) {
        return service.redeem(
                body.code(),
                new DeviceMessages.Enrolment(body.name(), body.platform(), body.appVersion(), body.key()),
                request.remoteAddress().hostAddress());
    }
}
