package io.plumbline.identity;

import io.quarkus.security.Authenticated;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** The own account, for whoever is signed in. */
@Path("/api/me")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
public class MeResource {
    /** {@code zh-CN} or {@code en}. */
    public record Locale(@NotBlank String locale) {}

    /**
     * The own password, replaced.
     *
     * @param refreshToken of the session that goes on; without one every session ends
     */
    public record PasswordChange(
            @NotNull @Size(min = 1, max = 1000) String currentPassword,
            @NotNull @Size(max = 1000) String newPassword,
            @Nullable @Size(max = 300) String refreshToken) {
        @Override
        public String toString() {
            return "PasswordChange[]";
        }
    }

    private final MeService service;
    private final OwnPassword ownPassword;

    @Inject
    MeResource(MeService service, OwnPassword ownPassword) {
        this.service = service;
        this.ownPassword = ownPassword;
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

    @POST
    @Path("/password")
    public void changePassword(@Valid @NotNull PasswordChange body) {
        ownPassword.change(body.currentPassword(), body.newPassword(), body.refreshToken());
    }
}
