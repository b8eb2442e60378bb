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
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** First fill of a scope, and the check that a device has what the server has. */
@Path("/api/sync/v1")
@RolesAllowed({Roles.INSPECTOR, Roles.INSTALLER})
class SnapshotResource {
    private static final Logger LOG = Logger.getLogger(SnapshotResource.class);

    private final SnapshotService snapshots;

    @Inject
    SnapshotResource(SnapshotService snapshots) {
        this.snapshots = snapshots;
    }

    /**
     * The present rows of a scope as lines of JSON: head, rows, end.
     *
     * @param goOn the cursor of the head, when an answer was cut
     * @param after the last row that arrived, {@code entity/id}
     */
    @GET
    @Path("/scopes/{scope}/snapshot")
    @Produces("application/x-ndjson")
    public StreamingOutput snapshot(
            @PathParam("scope") String scope,
            @QueryParam("device") @Nullable UUID device,
            @QueryParam("cursor") @Nullable String goOn,
            @QueryParam("after") @Nullable String after) {
        InputStream lines = snapshots.lines(scope, device, goOn, after);
        return out -> {
            try (lines) {
                lines.transferTo(out);
            } catch (IOException e) {
                // Without the last line the device knows that the answer was cut, and goes on where it was.
                LOG.debug("a snapshot was not taken to its end", e);
            }
        };
    }

    @POST
    @Path("/verify")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public SnapshotMessages.VerifyAnswer verify(SnapshotMessages.VerifyRequest request) {
        return snapshots.verify(PushBody.required(request));
    }
}
