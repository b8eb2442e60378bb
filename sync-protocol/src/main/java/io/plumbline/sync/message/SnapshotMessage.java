package io.plumbline.sync.message;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The lines of a snapshot between which its rows are, and the messages of {@code POST /verify}. */
public final class SnapshotMessage {
    private SnapshotMessage() {}

    /**
     * The first line.
     *
     * @param cursor of a pull that goes on where this snapshot was taken, for this scope alone
     * @param horizon position below which nothing is missing, a decimal string
     * @param rows how many rows the scope has
     */
    public record Head(String scope, String cursor, Instant asOf, String horizon, long rows) {}

    /**
     * The last line; without it the answer was cut.
     *
     * @param end always true
     * @param rows how many rows this answer had
     * @param digest of the whole scope, see {@link ScopeDigest}; null when the answer began in its midst
     */
    public record End(boolean end, long rows, @Nullable String digest) {}

    /** What a device holds of a scope. */
    public record Held(String scope, long rows, String digest) {}

    /**
     * Asks whether the device holds what the server holds.
     *
     * @param cursor of the last pull
     */
    public record VerifyRequest(UUID device, String cursor, List<Held> scopes) {
        public VerifyRequest {
            scopes = List.copyOf(scopes);
        }
    }

    /** What comes of comparing a scope. */
    public enum Result {
        /** Both hold the same. */
        EQUAL,
        /** They do not, and there is nothing to pull: the scope is filled anew. */
        DIFFERENT,
        /** There is something to pull first. */
        CHANGED,
        /** The scope is not the caller's any more. */
        LEFT;

        /** The name on the wire. */
        @JsonValue
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The result of one scope. */
    public record ScopeResult(String scope, Result result) {}

    /** The results of all scopes asked for. */
    public record VerifyResponse(List<ScopeResult> scopes) {
        public VerifyResponse {
            scopes = List.copyOf(scopes);
        }
    }
}
