package io.plumbline.sync;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.plumbline.identity.Accounts;
import io.plumbline.identity.CurrentAccount;
import io.plumbline.identity.Roles;
import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.web.Page;
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
import java.util.Optional;
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
    private static final Pattern KEY = Pattern.compile("([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})~([0-9a-f]{64})");

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
    public Page<Copy> list(
            @QueryParam("limit") @Nullable Integer limit, @QueryParam("cursor") @Nullable String cursor) {
        int size = Page.limit(limit);
        @Nullable String last = Page.key(cursor);
        @Nullable CopyKey after = last == null ? null : key(last).orElseThrow(Page::malformed);
        List<RejectedCopyQueries.Copy> read =
                jdbi.withHandle(handle -> RejectedCopyQueries.list(handle, account.organisationId(), after, size + 1));
        Page<RejectedCopyQueries.Copy> page = Page.of(read, size, RejectedCopiesResource::id);
        return new Page<>(named(page.items()), page.next());
    }

    /** What the copy says, and what the operation says that has the id. */
    @GET
    @Path("/{id}")
    @Transactional
    public Contents contents(@PathParam("id") String id) {
        Bodies found = key(id).flatMap(key ->
                        jdbi.withHandle(handle -> RejectedCopyQueries.find(handle, account.organisationId(), key)))
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
                        id(each),
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

    private static String id(RejectedCopyQueries.Copy copy) {
        return copy.key().operation() + "~" + copy.key().hash();
    }

    private static Optional<CopyKey> key(String id) {
        Matcher matcher = KEY.matcher(id);
        return matcher.matches()
                ? Optional.of(new CopyKey(UUID.fromString(matcher.group(1)), matcher.group(2)))
                : Optional.empty();
    }
}
