package io.plumbline.sync;

import io.plumbline.identity.Accounts;
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
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** What clients handed over unread ({@link RescueResource}), for the office. */
@Path("/api/sync-rescues")
@Produces(MediaType.APPLICATION_JSON)
class RescueListResource {
    private static final int USUAL = 50;
    private static final int MAX = 200;

    /**
     * @param device as the client named it, whatever that is
     * @param deviceName of a device that is known
     */
    record Rescue(
            UUID id,
            UUID account,
            String accountName,
            @Nullable String device,
            @Nullable String deviceName,
            @Nullable String contentType,
            long bytes,
            String sha256,
            Instant receivedAt) {
        private Rescue named(Map<UUID, String> names) {
            return new Rescue(
                    id,
                    account,
                    names.getOrDefault(account, ""),
                    device,
                    deviceName,
                    contentType,
                    bytes,
                    sha256,
                    receivedAt);
        }
    }

    record Rescues(List<Rescue> items, @Nullable String next) {}

    private final Jdbi jdbi;
    private final CurrentAccount account;
    private final Accounts accounts;

    @Inject
    RescueListResource(Jdbi jdbi, CurrentAccount account, Accounts accounts) {
        this.jdbi = jdbi;
        this.account = account;
        this.accounts = accounts;
    }

    @GET
    @Transactional
    @RolesAllowed({Roles.QUALITY_OFFICER, Roles.ADMIN})
    public Rescues list(@QueryParam("limit") @Nullable Integer limit, @QueryParam("cursor") @Nullable UUID cursor) {
        int size = limit == null ? USUAL : Math.min(MAX, Math.max(1, limit));
        List<Rescue> read = jdbi.withHandle(handle -> handle.createQuery("""
                        select r.id, r.account_id, r.device, d.name, r.content_type, r.bytes, r.sha256, r.received_at
                        from sync_rescues r
                        left join devices d on d.organisation_id = r.organisation_id and d.id::text = lower(r.device)
                        where r.organisation_id = :organisation and (:after::uuid is null or r.id < :after)
                        order by r.id desc limit :limit""")
                .bind("organisation", account.organisationId())
                .bind("after", cursor)
                .bind("limit", size + 1)
                .map((row, context) -> new Rescue(
                        row.getObject("id", UUID.class),
                        row.getObject("account_id", UUID.class),
                        "",
                        row.getString("device"),
                        row.getString("name"),
                        row.getString("content_type"),
                        row.getLong("bytes"),
                        row.getString("sha256"),
                        row.getTimestamp("received_at").toInstant()))
                .list());
        List<Rescue> page = read.subList(0, Math.min(size, read.size()));
        Map<UUID, String> names = accounts.displayNames(
                page.stream().map(Rescue::account).distinct().toList());
        return new Rescues(
                page.stream().map(rescue -> rescue.named(names)).toList(),
                read.size() > size ? page.get(size - 1).id().toString() : null);
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
