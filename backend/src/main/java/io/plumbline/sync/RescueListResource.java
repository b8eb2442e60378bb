package io.plumbline.sync;

import io.plumbline.identity.CurrentAccount;
import io.plumbline.identity.Roles;
import io.plumbline.platform.problem.Problem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** What clients handed over unread ({@link RescueResource}), for the office. */
@Path("/api/sync-rescues")
@Produces(MediaType.APPLICATION_JSON)
class RescueListResource {
    private static final int PAGE = 100;

    record Rescue(
            UUID id,
            UUID account,
            @Nullable String device,
            @Nullable String contentType,
            long bytes,
            String sha256,
            Instant receivedAt) {}

    record Rescues(List<Rescue> items, @Nullable String next) {}

    private final Jdbi jdbi;
    private final CurrentAccount account;

    @Inject
    RescueListResource(Jdbi jdbi, CurrentAccount account) {
        this.jdbi = jdbi;
        this.account = account;
    }

    @GET
    @Transactional
    @RolesAllowed({Roles.QUALITY_OFFICER, Roles.ADMIN})
    public Rescues list(@QueryParam("cursor") @Nullable UUID cursor) {
        List<Rescue> read = jdbi.withHandle(handle -> handle.createQuery("""
                        select id, account_id, device, content_type, bytes, sha256, received_at from sync_rescues
                        where organisation_id = :organisation and (:after::uuid is null or id < :after)
                        order by id desc limit :limit""")
                .bind("organisation", account.organisationId())
                .bind("after", cursor)
                .bind("limit", PAGE + 1)
                .map((row, context) -> new Rescue(
                        row.getObject("id", UUID.class),
                        row.getObject("account_id", UUID.class),
                        row.getString("device"),
                        row.getString("content_type"),
                        row.getLong("bytes"),
                        row.getString("sha256"),
                        row.getTimestamp("received_at").toInstant()))
                .list());
        List<Rescue> page = read.subList(0, Math.min(PAGE, read.size()));
        return new Rescues(page, read.size() > PAGE ? page.get(PAGE - 1).id().toString() : null);
    }

    /** The bytes, as a download that no browser shows. */
    @GET
    @Path("/{id}/content")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @Transactional
    @RolesAllowed({Roles.QUALITY_OFFICER, Roles.ADMIN})
    public Response content(@PathParam("id") UUID id) {
        byte[] content = jdbi.withHandle(handle -> handle.createQuery(
                                "select content from sync_rescues where organisation_id = :organisation and id = :id")
                        .bind("organisation", account.organisationId())
                        .bind("id", id)
                        .mapTo(byte[].class)
                        .findOne())
                .orElseThrow(() -> Problem.notFound("rescue", id));
        return Response.ok(content)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + id + ".bin\"")
                .build();
    }
}
