package io.plumbline.sync.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.sync.message.CanonicalJson;
import io.plumbline.sync.message.HashIds;
import io.plumbline.sync.message.OperationParser;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The topics about what is on the wire: envelopes, content, canonical JSON, time. */
final class MessageTopics {
    private static final int BAD_REQUEST = 400;
    private static final int OK = 200;
    /** From the computing of a time to its receipt; vectors that are nearer to the bound cannot be tried. */
    private static final long JOURNEY_MILLIS = 20_000;

    private static final int COUNTER_BITS = 16;
    private static final long TOLERANCE_MILLIS = 300_000;

    private final Bench bench;

    MessageTopics(Bench bench) {
        this.bench = bench;
    }

    Map<String, Topic> topics() {
        return Map.of(
                "push-envelope", this::pushEnvelope,
                "content-hash", this::contentHash,
                "canonical-json", this::canonicalJson,
                "effective-hlc", this::effectiveHlc);
    }

    private ObjectNode checklist() {
        ArrayNode items = Json.array();
        for (String id : Set.of("q1", "q2").stream().sorted().toList()) {
            items.add(Checklists.item(id, "YES_NO").put("points", "1"));
        }
        return Checklists.of(items);
    }

    private void pushEnvelope(Vector vector) {
        JsonNode given = vector.given().path("envelope");
        if (given.path("lease").isNull()) {
            throw new NotApplicable("the envelope is good, but a lease is owed; server-session tries that");
        }
        Tablet tablet = bench.tablet();
        Task task = bench.task(checklist());
        JsonNode envelope = given.isObject() ? envelope(given, task, tablet) : given;
        Exchange exchange = tablet.push(Json.bytes(envelope));
        if (vector.then().has("errors")) {
            ObjectNode expected = Json.object().put("status", BAD_REQUEST).put("code", "bad-envelope");
            Set<String> pointers = new TreeSet<>();
            vector.then()
                    .path("errors")
                    .forEach(error -> pointers.add(error.path("pointer").asText()));
            expected.put("pointers", String.join(" ", pointers));
            JsonNode problem = exchange.json();
            Set<String> found = new TreeSet<>();
            problem.path("errors")
                    .forEach(error -> found.add(error.path("pointer").asText()));
            ObjectNode got = Json.object().put("status", exchange.status());
            got.put("code", problem.path("code").asText()).put("pointers", String.join(" ", found));
            Mismatch.unlessEqual("The envelope is refused otherwise.", expected, got);
            return;
        }
        Mismatch.unlessEqual("The envelope is good.", Json.object().put("status", OK), status(exchange));
        JsonNode operations = vector.then().path("operations");
        ArrayNode expected = Json.array();
        ArrayNode got = Json.array();
        for (int i = 0; i < operations.size(); i++) {
            JsonNode receipt = exchange.json().path("receipts").path(i);
            JsonNode sent = envelope.path("operations").path(i);
            JsonNode wanted = operations.path(i);
            expected.addObject()
                    .put("id", OperationParser.parse(sent).id().toString())
                    .<ObjectNode>set("code", wanted.path("code"))
                    .set("pointer", wanted.path("pointer"));
            boolean mayBeWrongInside = wanted.path("code").isNull();
            got.addObject()
                    .put("id", receipt.path("operation").asText())
                    .<ObjectNode>set("code", mayBeWrongInside ? NullNode.getInstance() : receipt.path("code"))
                    .set("pointer", mayBeWrongInside ? NullNode.getInstance() : receipt.path("pointer"));
        }
        Mismatch.unlessEqual("The operations are judged otherwise.", expected, got);
        Mismatch.unlessEqual(
                "One receipt for each operation.",
                Json.text("" + operations.size()),
                Json.text("" + exchange.json().path("receipts").size()));
    }

    private static ObjectNode status(Exchange exchange) {
        return Json.object().put("status", exchange.status());
    }

    /** What is right in the vector is right for this server; what is wrong stays as it is. */
    private static JsonNode envelope(JsonNode given, Task task, Tablet tablet) {
        ObjectNode envelope = given.deepCopy();
        if (OperationParser.findUuid(given.path("device")).isPresent()) {
            envelope.put("device", tablet.id());
        } else if (given.path("device").isTextual()
                && given.path("device").textValue().length() == tablet.id().length()) {
            envelope.put("device", tablet.id().toUpperCase(Locale.ROOT));
        }
        if (given.path("lease").isTextual()) {
            envelope.put("lease", tablet.lease());
        }
        if (OperationParser.findUuid(given.path("batch")).isPresent()) {
            envelope.put("batch", Ids.fresh());
        }
        if (given.path("incarnation").isInt() && given.path("incarnation").intValue() == 1) {
            envelope.put("incarnation", tablet.incarnation());
        }
        if (given.path("operations").isArray()) {
            ArrayNode operations = envelope.putArray("operations");
            given.path("operations").forEach(each -> operations.add(operation(each, task, tablet)));
        }
        return envelope;
    }

    private static JsonNode operation(JsonNode given, Task task, Tablet tablet) {
        if (!given.isObject()) {
            return given;
        }
        ObjectNode operation = given.deepCopy();
        replace(operation, "id", Ids.fresh());
        replace(operation, "actor", task.person().id());
        replace(operation, "entityId", task.visit());
        replace(operation, "checklist", task.checklist());
        if (operation.path("sequence").asLong() > 0) {
            operation.put("sequence", tablet.nextSequence());
        }
        return operation;
    }

    private static void replace(ObjectNode object, String field, String id) {
        if (OperationParser.findUuid(object.path(field)).isPresent()) {
            object.put(field, id);
        }
    }

    private void contentHash(Vector vector) {
        Tablet tablet = bench.tablet();
        Task task = bench.task(checklist());
        String id = Ids.fresh();
        ObjectNode first = ((ObjectNode) operation(vector.given().path("first"), task, tablet)).put("id", id);
        ObjectNode second = ((ObjectNode) operation(vector.given().path("second"), task, tablet)).put("id", id);
        JsonNode one = vector.given().path("first");
        JsonNode two = vector.given().path("second");
        if (!one.path("actor").equals(two.path("actor"))) {
            second.put("actor", Ids.fresh());
        }
        if (one.path("sequence").equals(two.path("sequence"))) {
            second.set("sequence", first.path("sequence"));
        }
        tablet.push(first);
        JsonNode receipt = tablet.push(second);
        boolean same = vector.then().path("same").asBoolean();
        ObjectNode expected = Json.object().put("status", same ? "duplicate" : "parked");
        ObjectNode got = Json.object().put("status", receipt.path("status").asText());
        if (!same) {
            expected.put("code", "operation-id-reused");
            got.set("code", receipt.path("code"));
        }
        Mismatch.unlessEqual("The second delivery is answered otherwise: " + receipt, expected, got);
    }

    /** An operation without an id has one computed from its canonical JSON, so the receipt shows what that is. */
    private void canonicalJson(Vector vector) {
        String text = vector.then().path("text").asText();
        JsonNode rewritten;
        try {
            rewritten = Json.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        String sha256 = CanonicalJson.sha256("{\"value\":" + text + "}");
        String expected = HashIds.fromSha256(sha256).toString();
        for (JsonNode value : new JsonNode[] {vector.given().path("value"), rewritten}) {
            ObjectNode operation = Json.object();
            operation.set("value", value);
            JsonNode receipt = bench.tablet().push(operation);
            Mismatch.unlessEqual(
                    "The id that is computed from the content differs.",
                    Json.text(expected),
                    receipt.path("operation"));
        }
    }

    private void effectiveHlc(Vector vector) {
        JsonNode given = vector.given();
        long server = millis(given.path("server"));
        long ahead = millis(given.path("received")) - server;
        long previousAhead = millis(given.path("previous")) - server;
        boolean hasPrevious = millis(given.path("previous")) > 0;
        if (ahead > TOLERANCE_MILLIS && ahead <= TOLERANCE_MILLIS + JOURNEY_MILLIS) {
            throw new NotApplicable("so near to the bound the time of the journey decides");
        }
        bench.discardTablet();
        Tablet tablet = bench.tablet();
        Task task = bench.task(checklist());
        long now = serverNow(tablet);
        String previous = shifted(given.path("previous"), now - server);
        if (hasPrevious) {
            tablet.push(Operations.on(task, tablet, Ids.fresh(), "unknown", previous));
        }
        String received = ahead > Integer.MAX_VALUE || millis(given.path("received")) < server / 2
                ? given.path("received").asText()
                : shifted(given.path("received"), now - server);
        JsonNode receipt = tablet.push(answer(task, tablet, received));
        String effective = receipt.path("effectiveHlc").asText();
        boolean suspect = vector.then().path("suspect").asBoolean();
        ObjectNode got = Json.object().put("effective", effective);
        if (!suspect) {
            Mismatch.unlessEqual(
                    "The time was not taken: " + receipt, Json.object().put("effective", received), got);
            return;
        }
        Mismatch.unlessEqual(
                "A time that is not taken is marked: " + receipt, Json.text("clock-suspect"), receipt.path("code"));
        if (previousAhead > JOURNEY_MILLIS) {
            String next = String.format("%016x", Long.parseUnsignedLong(previous, COUNTER_BITS) + 1);
            Mismatch.unlessEqual(
                    "The time is not the next: " + receipt, Json.object().put("effective", next), got);
        } else {
            long found = millis(receipt.path("effectiveHlc"));
            if (found < now - 1 || found > serverNow(tablet) + JOURNEY_MILLIS || effective.compareTo(previous) <= 0) {
                throw new Mismatch(
                        "The time is not the server's.", Json.text("about " + Instant.ofEpochMilli(now)), got);
            }
        }
    }

    private static ObjectNode answer(Task task, Tablet tablet, String hlc) {
        ObjectNode operation =
                Operations.on(task, tablet, Ids.fresh(), "answers.set", hlc).put("checklist", task.checklist());
        ObjectNode answer = operation.putObject("answers").putObject("q1").put("value", "YES");
        answer.put("hlc", hlc).putArray("base");
        return operation;
    }

    /** The server's clock, as an empty push tells it. */
    private static long serverNow(Tablet tablet) {
        Exchange exchange = tablet.push(Json.bytes(tablet.envelope(Json.array())));
        return Instant.parse(exchange.json().path("serverTime").asText()).toEpochMilli();
    }

    private static long millis(JsonNode hlc) {
        return Long.parseUnsignedLong(hlc.asText(), COUNTER_BITS) >>> COUNTER_BITS;
    }

    private static String shifted(JsonNode hlc, long by) {
        long value = Long.parseUnsignedLong(hlc.asText(), COUNTER_BITS);
        return String.format("%016x", value + (by << COUNTER_BITS));
    }
}
