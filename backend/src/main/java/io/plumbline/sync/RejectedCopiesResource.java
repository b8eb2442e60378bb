package io.plumbline.sync;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.plumbline.identity.Accounts;
import io.plumbline.identity.CurrentAccount;
import io.plumbline.identity.Roles;
import io.plumbline.platform.problem.Problem;
import io.plumbline.sync.RejectedCopyQueries.Bodies;
import io.plumbline.sync.RejectedCopyQueries.CopyKey;
import io.plumbline.sync.RejectedCopyQueries.Side;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Operations that came again under an id that another content has ({@code operation-id-reused}): the first counts, the
 * other is kept whole. That is a fault of a client, or somebody else's hand, so the office sees both.
 */
@Path("/api/sync-copies")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.QUALITY_OFFICER, Roles.ADMIN})
class RejectedCopiesResource {
    private static final int USUAL = 50;
    private static final int MAX = 200;
    private static final Pattern CURSOR =
            Pattern.compile("([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})~([0-9a-f]{64})");

    /** Whose it is, on what it was, and when it came. */
    record Delivery(String actorName, UUID device, @Nullable String deviceName, Instant receivedAt) {}

    /**
     * @param id names the copy; of one operation there may be several
     * @param kind of the operation that has the id, as are status and visit
     */
    record Copy(
            String id,
            UUID operation,
            String kind,
            String status,
            @Nullable UUID visit,
            Delivery copy,
            Delivery first) {}

    record Copies(List<Copy> items, @Nullable String next) {}

    record Contents(
            Copy about,
            @JsonRawValue String body,
            @JsonRawValue String firstBody) {}

    private final Jdbi jdbi;
    private final CurrentAccount account;
    private final Accounts accounts;

    @Inject
    RejectedCopiesResource(Jdbi jdbi, CurrentAccount account, Accounts accounts) {
        this.jdbi = jdbi;
        this.account = account;
        this.accounts = accounts;
    }

    @GET
    @Transactional
    public Copies list(@QueryParam("limit") @Nullable Integer limit, @QueryParam("cursor") @Nullable String cursor) {
        int size = limit == null ? USUAL : Math.min(MAX, Math.max(1, limit));
        @Nullable CopyKey after = cursor == null ? null : key(cursor);
        List<RejectedCopyQueries.Copy> read =
                jdbi.withHandle(handle -> RejectedCopyQueries.list(handle, account.organisationId(), after, size + 1));
        List<RejectedCopyQueries.Copy> page = read.subList(0, Math.min(size, read.size()));
        List<Copy> items = named(page);
        return new Copies(items, read.size() > size ? items.get(size - 1).id() : null);
    }

    /** What the copy says, and what the operation says that has the id. */
    @GET
    @Path("/{id}")
    @Transactional
    public Contents contents(@PathParam("id") String id) {
        Bodies found = jdbi.withHandle(handle -> RejectedCopyQueries.find(handle, account.organisationId(), key(id)))
                .orElseThrow(() -> Problem.notFound("copy", id));
        return new Contents(named(List.of(found.copy())).get(0), found.body(), found.firstBody());
    }

    private List<Copy> named(List<RejectedCopyQueries.Copy> copies) {
        Map<UUID, String> names = accounts.displayNames(copies.stream()
                .flatMap(each -> Stream.of(each.copy(), each.first()))
                .map(Side::actorId)
                .distinct()
                .toList());
        return copies.stream()
                .map(each -> new Copy(
                        each.key().operation() + "~" + each.key().hash(),
                        each.key().operation(),
                        each.kind(),
                        each.status(),
                        each.entityId(),
                        delivery(each.copy(), names),
                        delivery(each.first(), names)))
                .toList();
    }

    private static Delivery delivery(Side side, Map<UUID, String> names) {
        return new Delivery(
                names.getOrDefault(side.actorId(), ""), side.deviceId(), side.deviceName(), side.receivedAt());
    }

    private static CopyKey key(String text) {
        Matcher matcher = CURSOR.matcher(text);
        if (!matcher.matches()) {
            throw Problem.notFound("copy", text);
        }
        return new CopyKey(UUID.fromString(matcher.group(1)), matcher.group(2));
    }
}
