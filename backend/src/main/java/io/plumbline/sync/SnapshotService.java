package io.plumbline.sync;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.plumbline.identity.CurrentAccount;
import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import io.plumbline.sync.PullQueries.FeedRow;
import io.plumbline.sync.SnapshotMessages.End;
import io.plumbline.sync.SnapshotMessages.Head;
import io.plumbline.sync.SnapshotMessages.ScopeDigest;
import io.plumbline.sync.SnapshotMessages.ScopeResult;
import io.plumbline.sync.SnapshotMessages.VerifyAnswer;
import io.plumbline.sync.SnapshotMessages.VerifyRequest;
import io.plumbline.sync.SnapshotQueries.After;
import io.plumbline.sync.SnapshotQueries.Summary;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Fills a scope on a device from nothing, and tells whether what a device has of its scopes is what the server has. A
 * snapshot carries a cursor, so that a pull goes on where it ended; what changed while it was read comes again there.
 */
@ApplicationScoped
class SnapshotService {
    private static final Logger LOG = Logger.getLogger(SnapshotService.class);
    private static final int CHUNK = 500;

    private final Runs runs;
    private final CurrentAccount account;
    private final PullService pull;
    private final Clock clock;
    private final Counter mismatches;

    @Inject
    SnapshotService(Runs runs, CurrentAccount account, PullService pull, Clock clock, MeterRegistry registry) {
        this.runs = runs;
        this.account = account;
        this.pull = pull;
        this.clock = clock;
        this.mismatches = Counter.builder("plumbline.sync.digest.mismatches")
                .description("Scopes whose rows on a device were not those of the server")
                .register(registry);
    }

    /**
     * Refuses before the first byte is written what could not be refused afterwards.
     *
     * @throws Problem {@code not-found} for an unknown device or a scope that is not the caller's; and as a pull with
     *     the cursor to go on with
     */
    void requireScope(String scope, @Nullable UUID device, @Nullable String goOn) {
        if (device == null) {
            throw Problem.of(ProblemType.BAD_ENVELOPE, "device is missing.");
        }
        runs.inSnapshot(handle -> {
            state(handle, device, goOn);
            if (!pull.scopes(account.id()).contains(scope)) {
                throw Problem.notFound("scope", scope);
            }
            return true;
        });
    }

    private ServerState state(Handle handle, UUID device, @Nullable String cursor) {
        PullMessages.Request reader = new PullMessages.Request(device, cursor, null, null);
        return ServerState.read(handle, account.organisationId(), device, reader);
    }

    /** Writes the lines. The rows are read in chunks of one database snapshot, and kept nowhere. */
    void write(String scope, UUID device, @Nullable String goOn, @Nullable String after, OutputStream out) {
        After last = after == null ? null : after(after);
        runs.inSnapshot(handle -> {
            try {
                lines(handle, scope, device, goOn, last, out);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return true;
        });
    }

    private void lines(
            Handle handle, String scope, UUID device, @Nullable String goOn, @Nullable After after, OutputStream out)
            throws IOException {
        UUID organisation = account.organisationId();
        ServerState state = state(handle, device, goOn);
        Summary summary = SnapshotQueries.summary(handle, organisation, scope);
        line(
                out,
                new Head(
                        scope,
                        // Whoever goes on keeps the position of the beginning: its first rows are as of then.
                        state.ofSnapshot(scope).encode(),
                        clock.instant().minusMillis(state.horizon().ageMs()),
                        Long.toString(state.horizon().xid()),
                        summary.rows()));
        long rows = 0;
        After last = after;
        List<FeedRow> page;
        do {
            page = SnapshotQueries.page(handle, organisation, scope, last, CHUNK);
            for (FeedRow row : page) {
                line(out, PullService.row(row));
                last = new After(row.entity(), row.id());
            }
            rows += page.size();
        } while (page.size() == CHUNK);
        line(out, new End(true, rows, after == null ? summary.digest() : null));
    }

    /** Compares digests in one snapshot; scopes with rows beyond the cursor are to be pulled first. */
    VerifyAnswer verify(VerifyRequest request) {
        UUID device = request.device();
        List<ScopeDigest> asked = request.scopes();
        boolean isList = asked != null && asked.size() <= SnapshotMessages.MOST_SCOPES && !asked.contains(null);
        if (device == null || asked == null || !isList) {
            throw Problem.of(
                    ProblemType.BAD_ENVELOPE,
                    "device and at most " + SnapshotMessages.MOST_SCOPES + " scopes are expected.");
        }
        return runs.inSnapshot(handle -> {
            ServerState state = state(handle, device, request.cursor());
            Set<String> mine = new HashSet<>(pull.scopes(account.id()));
            List<ScopeResult> results = new ArrayList<>();
            for (ScopeDigest one : asked) {
                String scope = Objects.requireNonNullElse(one.scope(), "");
                String result = mine.contains(scope) ? compare(handle, state.cursor(), scope, one) : "left";
                results.add(new ScopeResult(scope, result));
            }
            return new VerifyAnswer(results);
        });
    }

    private String compare(Handle handle, Cursor cursor, String scope, ScopeDigest of) {
        Summary summary = SnapshotQueries.summary(handle, account.organisationId(), scope);
        if (summary.rows() == of.rows() && summary.digest().equals(of.digest())) {
            return "equal";
        }
        if (summary.newest() >= cursor.of(scope).xid()) {
            return "changed";
        }
        LOG.warnf("scope %s of account %s has %d rows, the device %d", scope, account.id(), summary.rows(), of.rows());
        mismatches.increment();
        return "different";
    }

    private static After after(String text) {
        int slash = text.indexOf('/');
        try {
            return new After(text.substring(0, Math.max(0, slash)), UUID.fromString(text.substring(slash + 1)));
        } catch (IllegalArgumentException e) {
            throw Problem.invalid("after", "malformed", "after is the entity and the id of a row: visit/0193….");
        }
    }

    private static void line(OutputStream out, Object value) throws IOException {
        out.write(StoredJson.text(value).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        out.write('\n');
    }
}
