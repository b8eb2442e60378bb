package io.plumbline.identity;

import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;

/** Sign-in, refresh and sign-out: open to everybody. */
@Path("/api/auth")
@PermitAll
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class AuthResource {
    /** Name and password. */
    public record SignIn(
            @NotBlank @Size(max = 200) String signInName,
            @NotNull @Size(min = 1, max = 1000) String password) {
        @Override
        public String toString() {
            return "SignIn[" + signInName + "]";
        }
    }

    /** A refresh token. */
    public record Refresh(@NotBlank @Size(max = 300) String refreshToken) {
        @Override
        public String toString() {
            return "Refresh[]";
        }
    }

    private final SignInService service;

    @Inject
    AuthResource(SignInService service) {
        this.service = service;
    }

    @POST
    @Path("/sign-in")
    public SignedIn signIn(@Valid @NotNull SignIn body, @Context HttpServerRequest request) {
        return service.signIn(
                body.signInName(), body.password(), request.remoteAddress().hostAddress());
    }

    @POST
    @Path("/refresh")
    public SignedIn refresh(@Valid @NotNull Refresh body) {
        return service.refresh(body.refreshToken());
    }

    @POST
    @Path("/sign-out")
    public void signOut(@Valid @NotNull Refresh body) {
        service.signOut(body.refreshToken());
    }
}
