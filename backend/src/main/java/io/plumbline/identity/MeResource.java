package io.plumbline.identity;

import io.quarkus.security.Authenticated;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The own account, for whoever is signed in. */
@Path("/api/me")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
public class MeResource {
    /** {@code zh-CN} or {@code en}. */
    public record Locale(@NotBlank String locale) {}

    private final MeService service;

    @Inject
    MeResource(MeService service) {
        this.service = service;
    }

    @GET
    public Me read() {
        return service.read();
    }

    @PUT
    @Path("/locale")
    public Me changeLocale(@Valid @NotNull Locale body) {
        return service.changeLocale(body.locale());
    }
}
