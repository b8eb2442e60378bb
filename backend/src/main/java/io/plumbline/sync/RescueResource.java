package io.plumbline.sync;

import io.plumbline.identity.CurrentAccount;
import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import io.plumbline.platform.time.Ids;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.UUID;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The last resort of a client whose outbox no server understands any more: takes whatever it has, whole, and shows the
 * office that it is there ({@link RescueListResource}). Nothing in it is looked at.
 */
@Path("/api/sync/v1/rescue")
@Produces(MediaType.APPLICATION_JSON)
class RescueResource {
    private static final int MAX_TEXT = 200;

    record Rescued(UUID rescue, long bytes, String sha256) {}

    private final Jdbi jdbi;
    private final CurrentAccount account;
    private final Clock clock;

    @Inject
    RescueResource(Jdbi jdbi, CurrentAccount account, Clock clock) {
        this.jdbi = jdbi;
        this.account = account;
        this.clock = clock;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @ResponseStatus(201)
    @RolesAllowed("**")
    public Rescued rescue(
            @HeaderParam("Plumbline-Device") @Nullable String device,
            @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String contentType,
            InputStream body) {
        byte[] content = bytes(body);
        String sha256 = sha256(content);
        UUID id = Ids.next();
        // Only now a transaction: a slow link may take longer to send than a transaction may last.
        QuarkusTransaction.requiringNew()
                .run(() -> jdbi.useHandle(handle -> handle.createUpdate("""
                        insert into sync_rescues (organisation_id, id, account_id, device, content_type, bytes, sha256,
                          content, received_at)
                        values (:organisation, :id, :account, :device, :type, :bytes, :sha256, :content, :now)""")
                        .bind("organisation", account.organisationId())
                        .bind("id", id)
                        .bind("account", account.id())
                        .bind("device", cut(device))
                        .bind("type", cut(contentType))
                        .bind("bytes", (long) content.length)
                        .bind("sha256", sha256)
                        .bind("content", content)
                        .bind("now", clock.instant())
                        .execute()));
        return new Rescued(id, content.length, sha256);
    }

    private static byte[] bytes(InputStream body) {
        try {
            return body.readAllBytes();
        } catch (IOException e) {
            throw Problem.of(ProblemType.BAD_ENVELOPE, "The body ended before it was whole.", e);
        }
    }

    private static @Nullable String cut(@Nullable String text) {
        return text == null || text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
