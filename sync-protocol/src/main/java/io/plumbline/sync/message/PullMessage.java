package io.plumbline.sync.message;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The messages of {@code POST /pull}. */
public final class PullMessage {
    private PullMessage() {}

    /** What happened to a row. */
    public enum RowOperation {
        /** The body is the row now. */
        UPSERT,
        /** The row left the scope. */
        LEFT,
        /** The row is gone. */
        DELETED;

        /** The name on the wire and in the database. */
        @JsonValue
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Asks for changes.
     *
     * @param cursor where the last page ended, or null at first; opaque
     * @param merge cursors of snapshots that were taken since, to go on from there; or null
     * @param maxRows at most {@link ProtocolLimits#pageRows}; null for that
     */
    public record Request(
            UUID device,
            @Nullable String cursor,
            @Nullable List<String> merge,
            @Nullable Integer maxRows) {}

    /**
     * A row of a scope.
     *
     * @param rev grows with each change of the row
     * @param body null unless it is an upsert
     */
    public record Row(
            String scope,
            String entity,
            String id,
            RowOperation op,
            long rev,
            @Nullable JsonNode body) {}

    /**
     * A page.
     *
     * @param horizon position below which nothing is missing, a decimal string
     * @param more whether another page is waiting
     * @param consistent whether the rows up to here are one state of the server: only at the last page
     * @param leftScopes scopes that are no longer the caller's
     * @param asOf what is shown is as of this instant
     * @param lagMs how far the horizon is behind, milliseconds
     */
    public record Response(
            List<Row> rows,
            String cursor,
            String horizon,
            boolean more,
            boolean consistent,
            List<String> scopes,
            List<String> leftScopes,
            Instant asOf,
            long lagMs) {
        public Response {
            rows = List.copyOf(rows);
            scopes = List.copyOf(scopes);
            leftScopes = List.copyOf(leftScopes);
        }
    }
}
