package io.plumbline.sync;

import io.plumbline.sync.message.ProtocolLimits;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Lines of a snapshot, and the bodies of {@code POST /verify}. */
final class SnapshotMessages {
    /** As many scopes as a question about operations may name ids. */
    static final int MOST_SCOPES = ProtocolLimits.QUERY_IDS;

    /**
     * The first line.
     *
     * @param cursor of a pull that goes on where this snapshot ends; for this scope alone
     * @param rows how many rows the scope has
     */
    record Head(String scope, String cursor, Instant asOf, String horizon, long rows) {}

    /**
     * The last line: without it the answer was cut.
     *
     * @param rows how many rows this answer had
     * @param digest of the whole scope; null when this answer began in its midst
     */
    record End(boolean end, long rows, @Nullable String digest) {}

    record VerifyRequest(
            @Nullable UUID device,
            @Nullable String cursor,
            @Nullable List<ScopeDigest> scopes) {}

    /** What a device has of a scope. */
    record ScopeDigest(
            @Nullable String scope, long rows, @Nullable String digest) {}

    record VerifyAnswer(List<ScopeResult> scopes) {}

    /** @param result {@code equal}, {@code different}, {@code changed} (pull first) or {@code left} */
    record ScopeResult(String scope, String result) {}

    private SnapshotMessages() {}
}
