package io.plumbline.platform.problem;

import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jdbi.v3.core.Jdbi;

/** Fails in every way, for {@link ProblemIT}. */
@Path("/api/probe")
@ApplicationScoped
@PermitAll
public class ProblemProbe {
    enum Colour {
        RED,
        GREEN
    }

    record Thing(@NotBlank String name, Colour colour, UUID id, Inner inner) {}

    record Inner(int count) {}

    @Inject
    Jdbi jdbi;

    @POST
    @Operation(hidden = true)
    public Thing echo(@Valid Thing thing) {
        return thing;
    }

    @POST
    @Path("bytes")
    @Operation(hidden = true)
    public long bytes(byte[] body) {
        return body.length;
    }

    @GET
    @Path("crash")
    @Operation(hidden = true)
    public String crash() {
        throw new IllegalStateException("select secret from table");
    }

    @GET
    @Path("problem")
    @Operation(hidden = true)
    public String problem() {
        throw Problem.of(ProblemType.RATE_LIMITED, "Wait.").with("retryAfterSeconds", 60);
    }

    @GET
    @Path("ids/{id}")
    @Operation(hidden = true)
    public String id(@PathParam("id") UUID id) {
        throw Problem.notFound("thing", id);
    }

    @GET
    @Path("roles")
    @RolesAllowed("ADMIN")
    @Operation(hidden = true)
    public String roles() {
        return "";
    }

    @POST
    @Path("database")
    @Operation(hidden = true)
    public int database(String code) {
        return jdbi.withHandle(handle -> handle.execute(
                "insert into organisations (id, code, created_at) values (gen_random_uuid(), ?, now())", code));
    }
}
