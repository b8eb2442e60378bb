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
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How far a device has read, for each of its scopes. Opaque to devices.
 *
 * @param epoch the set of data the positions belong to: transaction ids mean nothing in another
 */
record Cursor(String epoch, Map<String, Position> positions) {
    /** Rows up to and including this stamp were read. */
    record Position(long xid, long seq) {
        static final Position START = new Position(0, 0);
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_TEXT = 1 << 20;

    Cursor {
        positions = new TreeMap<>(positions);
    }

    Position of(String scope) {
        return positions.getOrDefault(scope, Position.START);
    }

    String encode() {
        ObjectNode root = JSON.createObjectNode().put("e", epoch);
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
    static Cursor decode(@Nullable String text, String currentEpoch) {
        if (text == null || text.isEmpty()) {
            return new Cursor(currentEpoch, Map.of());
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
        return new Cursor(root.path("e").textValue(), positions);
    }

    private static Problem unreadable(@Nullable Exception cause) {
        String detail = "The cursor is not one that this server gave.";
        return cause == null
                ? Problem.of(ProblemType.BAD_ENVELOPE, detail)
                : Problem.of(ProblemType.BAD_ENVELOPE, detail, cause);
    }
}
