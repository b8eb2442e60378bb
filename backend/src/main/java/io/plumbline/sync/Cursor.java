package io.plumbline.sync;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far a device has read, for each of its scopes. Opaque to devices.
 *
 * @param epoch the set of data the positions belong to: transaction ids mean nothing in another
 * @param run of the database in which it was given; null at the start
 * @param reach its holder has seen nothing of transactions from this one on
 */
record Cursor(String epoch, @Nullable UUID run, long reach, Map<String, Position> positions) {
    /** Rows up to and including this stamp were read. */
    record Position(long xid, long seq) implements Comparable<Position> {
        static final Position START = new Position(0, 0);

        @Override
        public int compareTo(Position other) {
            return xid == other.xid ? Long.compare(seq, other.seq) : Long.compare(xid, other.xid);
        }
    }

    static final Cursor START = new Cursor("", null, 0, Map.of());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_TEXT = 1 << 20;

    Cursor {
        positions = new TreeMap<>(positions);
    }

    Position of(String scope) {
        return positions.getOrDefault(scope, Position.START);
    }

    /** Whether nothing was read yet: it belongs to whatever data there are. */
    boolean isStart() {
        return epoch.isEmpty();
    }

    /** With the positions of others where they are further. Each must have been found good by itself. */
    Cursor merged(List<Cursor> others) {
        Map<String, Position> merged = new TreeMap<>(positions);
        Cursor begun = this;
        long furthest = reach;
        for (Cursor other : others) {
            begun = begun.isStart() ? other : begun;
            furthest = Math.max(furthest, other.reach);
            other.positions.forEach(
                    (scope, at) -> merged.merge(scope, at, (one, two) -> one.compareTo(two) >= 0 ? one : two));
        }
        return new Cursor(begun.epoch, begun.run, furthest, merged);
    }

    String encode() {
        ObjectNode root = JSON.createObjectNode().put("e", epoch).put("m", Long.toString(reach));
        if (run != null) {
            root.put("r", run.toString());
        }
        ObjectNode scopes = root.putObject("s");
        positions.forEach((scope, at) ->
                scopes.putArray(scope).add(Long.toString(at.xid())).add(Long.toString(at.seq())));
        try {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(JSON.writeValueAsBytes(root));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A null text is the start. Throws {@code bad-envelope} for anything that this class did not make. */
    static Cursor decode(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return START;
        }
        try {
            if (text.length() > MAX_TEXT) {
                throw unreadable(null);
            }
            return read(JSON.readTree(Base64.getUrlDecoder().decode(text)));
        } catch (IOException | IllegalArgumentException e) {
            throw unreadable(e);
        }
    }

    private static Cursor read(@Nullable JsonNode root) {
        if (root == null || !root.path("e").isTextual() || !root.path("s").isObject()) {
            throw new IllegalArgumentException("not a cursor");
        }
        Map<String, Position> positions = new TreeMap<>();
        for (Map.Entry<String, JsonNode> scope : root.path("s").properties()) {
            if (!(scope.getValue() instanceof ArrayNode position) || position.size() != 2) {
                throw new IllegalArgumentException("not a position");
            }
            long xid = Long.parseLong(position.get(0).asText());
            long seq = Long.parseLong(position.get(1).asText());
            if (xid < 0 || seq < 0) {
                throw new IllegalArgumentException("not a position");
            }
            positions.put(scope.getKey(), new Position(xid, seq));
        }
        UUID run = root.path("r").isTextual() ? UUID.fromString(root.path("r").textValue()) : null;
        long reach = Long.parseLong(root.path("m").asText("0"));
        if (reach < 0) {
            throw new IllegalArgumentException("not a transaction");
        }
        return new Cursor(root.path("e").textValue(), run, reach, positions);
    }

    private static Problem unreadable(@Nullable Exception cause) {
        String detail = "The cursor is not one that this server gave.";
        return cause == null
                ? Problem.of(ProblemType.BAD_ENVELOPE, detail)
                : Problem.of(ProblemType.BAD_ENVELOPE, detail, cause);
    }
}
