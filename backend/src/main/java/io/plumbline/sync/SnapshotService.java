package io.plumbline.sync;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.plumbline.identity.CurrentAccount;
import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
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
import java.io.InputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
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

    private final Runs runs;
    private final CurrentAccount account;
    private final PullService pull;
    private final PullGate gate;
    private final Clock clock;
    private final Counter mismatches;

    @Inject
    SnapshotService(
            Runs runs, CurrentAccount account, PullService pull, PullGate gate, Clock clock, MeterRegistry registry) {
        this.runs = runs;
        this.account = account;
        this.pull = pull;
        this.gate = gate;
        this.clock = clock;
        this.mismatches = Counter.builder("plumbline.sync.digest.mismatches")
                .description("Scopes whose rows on a device were not those of the server")
                .register(registry);
    }

    /**
     * The lines, read in one snapshot of the database into a file that has no name any more: whoever takes minutes to
     * receive them holds neither a connection nor the rows in memory, and what is refused is so before the first byte.
     *
     * @param goOn the cursor of the head of the answer that was cut, and {@code after} its last row
     * @throws Problem {@code not-found} for an unknown device or a scope that is not the caller's; and as a pull with
     *     the cursor to go on with
     */
    InputStream lines(String scope, @Nullable UUID device, @Nullable String goOn, @Nullable String after) {
        if (device == null) {
            throw Problem.of(ProblemType.BAD_ENVELOPE, "device is missing.");
        }
        After last = after == null ? null : after(after);
        return gate.through(() -> runs.inSnapshot(handle -> {
            ServerState state = state(handle, device, goOn);
            if (!pull.scopes(account.id()).contains(scope)) {
                throw Problem.notFound("scope", scope);
            }
            return SpooledLines.write(out -> write(handle, scope, state, last, out));
        }));
    }

    private ServerState state(Handle handle, UUID device, @Nullable String cursor) {
        PullMessages.Request reader = new PullMessages.Request(device, cursor, null, null);
        return ServerState.read(handle, account.organisationId(), device, reader);
    }

    private void write(Handle handle, String scope, ServerState state, @Nullable After after, SpooledLines.Writer out) {
        UUID organisation = account.organisationId();
        Summary summary = SnapshotQueries.summary(handle, organisation, scope);
        out.line(new Head(
                scope,
                // Whoever goes on keeps the position of the beginning: its first rows are as of then.
                state.ofSnapshot(scope).encode(),
                clock.instant().minusMillis(state.horizon().ageMs()),
                Long.toString(state.horizon().xid()),
                summary.rows()));
        AtomicLong rows = new AtomicLong();
        SnapshotQueries.read(handle, organisation, scope, after, row -> {
            out.line(PullService.row(row));
            rows.incrementAndGet();
        });
        out.line(new End(true, rows.get(), after == null ? summary.digest() : null));
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
}
