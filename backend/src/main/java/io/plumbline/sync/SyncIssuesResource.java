package io.plumbline.sync;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.plumbline.identity.Accounts;
import io.plumbline.identity.CurrentAccount;
import io.plumbline.identity.Roles;
import io.plumbline.platform.problem.Problem;
import io.plumbline.sync.SyncIssueQueries.Row;
import io.plumbline.sync.SyncIssueQueries.Wanted;
import io.plumbline.sync.message.Receipt;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * What the server keeps without having applied it, or has applied otherwise than its author may think, and why: nothing
 * of that is out of sight until somebody has set it aside.
 */
@Path("/api/sync-issues")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.QUALITY_OFFICER, Roles.ADMIN})
class SyncIssuesResource {
    private static final Logger LOG = Logger.getLogger(SyncIssuesResource.class);
    private static final int USUAL = 50;
    private static final int MAX = 200;
    private static final int LONGEST_NOTE = 500;

    record Actor(UUID id, String displayName) {}

    record Device(UUID id, @Nullable String name) {}

    /** Who looked at it and left it as it is. */
    record SetAside(String byName, Instant at, String note) {}

    /** @param pointer where in the body the fault is */
    record Issue(
            UUID operation,
            String status,
            @Nullable String code,
            @Nullable String detail,
            @Nullable String pointer,
            String kind,
            @Nullable UUID visit,
            Actor actor,
            Device device,
            Instant receivedAt,
            @Nullable Instant deviceAt,
            @Nullable SetAside setAside,
            @JsonRawValue String body) {}

    record Issues(List<Issue> items, @Nullable String next) {}

    record Note(@Nullable String note) {}

    private final Jdbi jdbi;
    private final CurrentAccount account;
    private final Accounts accounts;
    private final HandlerHeldOperations held;
    private final Clock clock;

    @Inject
    SyncIssuesResource(Jdbi jdbi, CurrentAccount account, Accounts accounts, HandlerHeldOperations held, Clock clock) {
        this.jdbi = jdbi;
        this.account = account;
        this.accounts = accounts;
        this.held = held;
        this.clock = clock;
    }

    /** Held and parked operations; with a {@code flag} those that are in effect and marked so. */
    @GET
    @Transactional
    public Issues list(
            @QueryParam("status") @Nullable OperationStatus status,
            @QueryParam("flag") SyncIssueQueries.@Nullable Flag flag,
            @QueryParam("setAside") boolean setAside,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("cursor") @Nullable UUID cursor) {
        if (status != null && status.counts()) {
            throw Problem.invalid("status", "out-of-range", "status is HELD or PARKED.");
        }
        int size = limit == null ? USUAL : Math.min(MAX, Math.max(1, limit));
        Wanted wanted = new Wanted(status, flag, setAside, cursor, size + 1);
        List<Row> read = jdbi.withHandle(handle -> SyncIssueQueries.list(handle, account.organisationId(), wanted));
        List<Row> page = read.subList(0, Math.min(size, read.size()));
        Map<UUID, String> names = accounts.displayNames(page.stream()
                .flatMap(row -> Stream.of(row.actorId(), row.setAsideBy()))
                .filter(Objects::nonNull)
                .distinct()
                .toList());
        String next = read.size() > size ? page.get(size - 1).id().toString() : null;
        return new Issues(page.stream().map(row -> issue(row, names)).toList(), next);
    }

    /** Tries a parked operation again after its cause is out of the way; gives its receipt now. */
    @POST
    @Path("/{operation}/reapply")
    @Transactional
    public Receipt reapply(@PathParam("operation") UUID operation) {
        Receipt receipt = held.reapply(operation);
        LOG.infof("operation %s was tried again and is %s", operation, receipt.status());
        return receipt;
    }

    /** Takes a parked or marked operation out of the lists, with a note why; nothing else changes. */
    @PUT
    @Path("/{operation}/set-aside")
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseStatus(204)
    @Transactional
    public void setAside(@PathParam("operation") UUID operation, Note note) {
        String text = note.note() == null ? "" : note.note().strip();
        if (text.isEmpty() || text.length() > LONGEST_NOTE) {
            throw Problem.invalid("/note", "out-of-range", "A note has 1 to " + LONGEST_NOTE + " characters.");
        }
        boolean found = jdbi.withHandle(handle -> SyncIssueQueries.setAside(
                handle, account.organisationId(), operation, account.id(), text, clock.instant()));
        if (!found) {
            throw Problem.notFound("operation to set aside", operation);
        }
        LOG.infof("operation %s was set aside by %s", operation, account.id());
    }

    /** Puts an operation back into the lists. */
    @DELETE
    @Path("/{operation}/set-aside")
    @ResponseStatus(204)
    @Transactional
    public void takeUp(@PathParam("operation") UUID operation) {
        jdbi.useHandle(handle -> SyncIssueQueries.takeUp(handle, account.organisationId(), operation));
    }

    private static Issue issue(Row row, Map<UUID, String> names) {
        UUID by = row.setAsideBy();
        Instant at = row.setAsideAt();
        String note = row.note();
        return new Issue(
                row.id(),
                row.status(),
                row.code(),
                row.detail(),
                row.pointer(),
                row.kind(),
                row.entityId(),
                new Actor(row.actorId(), names.getOrDefault(row.actorId(), "")),
                new Device(row.deviceId(), row.deviceName()),
                row.receivedAt(),
                row.deviceAt(),
                by == null || at == null || note == null ? null : new SetAside(names.getOrDefault(by, ""), at, note),
                row.body());
    }
}
