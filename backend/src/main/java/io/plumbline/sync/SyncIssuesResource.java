package io.plumbline.sync;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.plumbline.identity.Accounts;
import io.plumbline.identity.Roles;
import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.tenancy.CurrentOrganisation;
import io.plumbline.sync.message.Receipt;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** What the server keeps without having applied it, and why: nothing held or parked is out of sight. */
@Path("/api/sync-issues")
@Produces(MediaType.APPLICATION_JSON)
class SyncIssuesResource {
    private static final Logger LOG = Logger.getLogger(SyncIssuesResource.class);
    private static final int USUAL = 50;
    private static final int MAX = 200;

    record Actor(UUID id, String displayName) {}

    record Device(UUID id, String name) {}

    record Issue(
            UUID operation,
            String status,
            @Nullable String code,
            @Nullable String detail,
            String kind,
            @Nullable UUID visit,
            Actor actor,
            Device device,
            Instant receivedAt,
            @JsonRawValue String body) {}

    record Issues(List<Issue> items, @Nullable String next) {}

    private record Row(
            UUID id,
            String status,
            @Nullable String code,
            @Nullable String detail,
            String kind,
            @Nullable UUID entityId,
            UUID actorId,
            UUID deviceId,
            String deviceName,
            Instant receivedAt,
            String body) {}

    private final Jdbi jdbi;
    private final CurrentOrganisation organisation;
    private final Accounts accounts;
    private final HandlerHeldOperations held;

    @Inject
    SyncIssuesResource(Jdbi jdbi, CurrentOrganisation organisation, Accounts accounts, HandlerHeldOperations held) {
        this.jdbi = jdbi;
        this.organisation = organisation;
        this.accounts = accounts;
        this.held = held;
    }

    @GET
    @Transactional
    @RolesAllowed({Roles.QUALITY_OFFICER, Roles.ADMIN})
    public Issues list(
            @QueryParam("status") @Nullable OperationStatus status,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("cursor") @Nullable UUID cursor) {
        if (status != null && status.counts()) {
            throw Problem.invalid("status", "out-of-range", "status is HELD or PARKED.");
        }
        int size = limit == null ? USUAL : Math.min(MAX, Math.max(1, limit));
        List<Row> read = read(status, cursor, size + 1);
        List<Row> page = read.subList(0, Math.min(size, read.size()));
        Map<UUID, String> names =
                accounts.displayNames(page.stream().map(Row::actorId).distinct().toList());
        String next = read.size() > size ? page.get(size - 1).id().toString() : null;
        return new Issues(page.stream().map(row -> issue(row, names)).toList(), next);
    }

    /** Tries a parked operation again after its cause is out of the way; gives its receipt now. */
    @POST
    @Path("/{operation}/reapply")
    @Transactional
    @RolesAllowed({Roles.QUALITY_OFFICER, Roles.ADMIN})
    public Receipt reapply(@PathParam("operation") UUID operation) {
        Receipt receipt = held.reapply(operation);
        LOG.infof("operation %s was tried again and is %s", operation, receipt.status());
        return receipt;
    }

    private List<Row> read(@Nullable OperationStatus status, @Nullable UUID after, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select o.id, o.status, o.code, o.detail, o.kind, o.entity_id, o.actor_id, o.device_id,
                          d.name, o.received_at, o.body::text as body
                        from sync_operations o
                        left join devices d on d.organisation_id = o.organisation_id and d.id = o.device_id
                        where o.organisation_id = :organisation and o.status in ('HELD', 'PARKED')
                          and (:status::text is null or o.status = :status)
                          and (:after::uuid is null or o.id < :after)
                        order by o.id desc limit :limit""")
                .bind("organisation", organisation.requireId())
                .bind("status", status == null ? null : status.name())
                .bind("after", after)
                .bind("limit", limit)
                .map((row, context) -> new Row(
                        row.getObject("id", UUID.class),
                        row.getString("status"),
                        row.getString("code"),
                        row.getString("detail"),
                        row.getString("kind"),
                        row.getObject("entity_id", UUID.class),
                        row.getObject("actor_id", UUID.class),
                        row.getObject("device_id", UUID.class),
                        row.getString("name"),
                        row.getTimestamp("received_at").toInstant(),
                        row.getString("body")))
                .list());
    }

    private static Issue issue(Row row, Map<UUID, String> names) {
        return new Issue(
                row.id(),
                row.status(),
                row.code(),
                row.detail(),
                row.kind(),
                row.entityId(),
                new Actor(row.actorId(), names.getOrDefault(row.actorId(), "")),
                new Device(row.deviceId(), row.deviceName()),
                row.receivedAt(),
                row.body());
    }
}
