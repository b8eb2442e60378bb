package io.plumbline.sync.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.sync.device.SessionKey;
import io.plumbline.sync.message.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An enrolled device: passes its lease on, numbers its operations, keeps its cursor and what it was given. */
final class Tablet {
    private static final int OK = 200;
    private static final int HEX = 16;
    private static final int DIGEST_DIGITS = 16;

    private final Person person;
    private final @Nullable SessionKey key;
    private final String id;
    private int incarnation;
    private String lease;
    private long sequence;
    private String cursor = "";
    private final Map<String, Map<String, JsonNode>> rows = new HashMap<>();

    private Tablet(Person person, @Nullable SessionKey key, String id, int incarnation, String lease) {
        this.person = person;
        this.key = key;
        this.id = id;
        this.incarnation = incarnation;
        this.lease = lease;
    }

    static Tablet enrol(Person person, String name) {
        return enrol(person, name, null);
    }

    /** @param key what it signs its sessions with, or null */
    static Tablet enrol(Person person, String name, @Nullable SessionKey key) {
        ObjectNode wanted =
                Json.object().put("name", name).put("platform", "conformance").put("appVersion", "1");
        if (key != null) {
            wanted.set("key", key.publicJwk());
        }
        JsonNode enrolled = person.need("POST", "/api/sync/v1/devices", wanted);
        return new Tablet(
                person,
                key,
                enrolled.path("device").asText(),
                enrolled.path("incarnation").asInt(),
                enrolled.path("lease").asText());
    }

    /** Another device with the same database. */
    Tablet copy() {
        Tablet copy = new Tablet(person, key, id, incarnation, lease);
        copy.sequence = sequence;
        copy.cursor = cursor;
        rows.forEach((scope, some) -> copy.rows.put(scope, new TreeMap<>(some)));
        return copy;
    }

    /** Goes on as the answer {@code device-forked} says. */
    void adopt(JsonNode forked) {
        incarnation = forked.path("incarnation").asInt();
        lease = forked.path("lease").asText();
        sequence = 0;
    }

    Person person() {
        return person;
    }

    /** Headers of a session with this body, signed over a number of the server's; none for a device without a key. */
    Map<String, String> signature(Person sender, byte[] body) {
        if (key == null) {
            return Map.of();
        }
        JsonNode answer = sender.need("POST", "/api/sync/v1/devices/nonce", Json.object());
        String nonce = answer.path("nonce").asText();
        byte[] signed = key.sign(utf8(nonce + "." + Digests.hex(body)));
        return Map.of(
                "Plumbline-Nonce",
                nonce,
                "Plumbline-Signature",
                Base64.getUrlEncoder().withoutPadding().encodeToString(signed));
    }

    String id() {
        return id;
    }

    int incarnation() {
        return incarnation;
    }

    String lease() {
        return lease;
    }

    String cursor() {
        return cursor;
    }

    long sequence() {
        return sequence;
    }

    long nextSequence() {
        return ++sequence;
    }

    ObjectNode envelope(ArrayNode operations) {
        ObjectNode envelope = Json.object()
                .put("device", id)
                .put("incarnation", incarnation)
                .put("lease", lease)
                .put("batch", Ids.fresh());
        envelope.set("operations", operations);
        return envelope;
    }

    /** Pushes these bytes with their digest, whatever they are. */
    Exchange push(byte[] body) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("Content-Digest", Digests.header(body));
        return took(person.send("POST", "/api/sync/v1/push", headers, body));
    }

    /** Pushes operations that no server may refuse; gives the receipts. */
    ArrayNode push(ArrayNode operations) {
        Exchange exchange = push(Json.bytes(envelope(operations)));
        if (exchange.status() != OK) {
            throw new Mismatch("The push was refused.", Json.object().put("status", OK), exchange.answer());
        }
        JsonNode receipts = exchange.json().path("receipts");
        if (!receipts.isArray() || receipts.size() != operations.size()) {
            throw new Mismatch("One receipt for each operation is expected.", operations, exchange.answer());
        }
        return (ArrayNode) receipts;
    }

    JsonNode push(ObjectNode operation) {
        return push(Json.array().add(operation)).path(0);
    }

    /** Remembers what an answer changes: the lease, the cursor, rows. */
    Exchange took(Exchange exchange) {
        if (exchange.success()) {
            JsonNode body = exchange.json();
            if (body.has("lease")) {
                lease = body.path("lease").asText();
            }
            if (body.has("horizon")) {
                body.path("leftScopes").forEach(scope -> rows.remove(scope.asText()));
                cursor = body.path("cursor").asText();
            }
            body.path("rows").forEach(this::keep);
        }
        return exchange;
    }

    private void keep(JsonNode row) {
        Map<String, JsonNode> scope = rows.computeIfAbsent(row.path("scope").asText(), name -> new TreeMap<>());
        String key = row.path("entity").asText() + "/" + row.path("id").asText();
        if (row.path("op").asText().equals("upsert")) {
            scope.put(key, row);
        } else {
            scope.remove(key);
        }
    }

    /** One page. */
    Exchange pull() {
        ObjectNode request = Json.object().put("device", id);
        request.put("cursor", cursor.isEmpty() ? null : cursor);
        return took(person.send("POST", "/api/sync/v1/pull", request));
    }

    /** Pulls until the page whose horizon is beyond the position, or the server has had its time. */
    void pullBeyond(String visibleAt) {
        long wanted = visibleAt.matches("\\d{1,18}") ? Long.parseLong(visibleAt) : 0;
        for (int attempt = 0; attempt < Waits.ATTEMPTS; attempt++) {
            Exchange page = pull();
            if (page.status() != OK) {
                throw new Mismatch("The pull was refused.", Json.object().put("status", OK), page.answer());
            }
            JsonNode body = page.json();
            if (!body.path("more").asBoolean()) {
                if (body.path("horizon").asLong() > wanted) {
                    return;
                }
                Waits.shortly();
            }
        }
        throw new Mismatch(
                "The horizon does not go beyond visibleAt.",
                Json.text("beyond " + visibleAt),
                Json.text(String.valueOf(wanted)));
    }

    /** The body of a row that was pulled; missing when it was not. */
    JsonNode body(String entity, String rowId) {
        for (Map<String, JsonNode> scope : rows.values()) {
            JsonNode row = scope.get(entity + "/" + rowId);
            if (row != null) {
                return row.path("body");
            }
        }
        return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
    }

    int rows(String scope) {
        return rows.getOrDefault(scope, Map.of()).size();
    }

    /** The digest of a scope, as {@code /verify} wants it. */
    String digest(String scope) {
        long all = 0;
        for (JsonNode row : rows.getOrDefault(scope, Map.of()).values()) {
            String line = row.path("entity").asText() + "\n" + row.path("id").asText() + "\n"
                    + row.path("rev").asText();
            String hash = CanonicalJson.sha256(line);
            all ^= Long.parseUnsignedLong(hash.substring(0, DIGEST_DIGITS), HEX);
        }
        return String.format("%016x", all);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
