package io.plumbline.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.sync.clock.Hlc;
import io.plumbline.sync.clock.HybridClock;
import io.plumbline.sync.device.DeviceStory;
import io.plumbline.sync.device.Outbox;
import io.plumbline.sync.device.Overlay;
import io.plumbline.sync.device.UnsentEdits;
import io.plumbline.sync.message.ScopeDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** The topics of {@code conformance/v1/device}. */
final class DeviceVectors {
    static final Map<String, VectorRunner> RUNNERS = Map.ofEntries(
            Map.entry("folding", DeviceVectors::folding),
            Map.entry("overlay", DeviceVectors::overlay),
            Map.entry("digest", DeviceVectors::digest),
            Map.entry("receipts", DeviceStory::run),
            Map.entry("cursor", DeviceStory::run),
            Map.entry("bootstrap", DeviceStory::run),
            Map.entry("recovery", DeviceStory::run),
            Map.entry("verify", DeviceStory::run),
            Map.entry("schedule", DeviceStory::run),
            Map.entry("splitting", DeviceStory::run),
            Map.entry("media", DeviceStory::run));

    private static final ObjectMapper JSON = new ObjectMapper();

    private DeviceVectors() {}

    private static void folding(JsonNode vector) {
        JsonNode given = vector.path("given");
        JsonNode author = given.path("author");
        Map<String, Long> known = new HashMap<>();
        author.path("known")
                .properties()
                .forEach(each -> known.put(each.getKey(), each.getValue().longValue()));
        HybridClock clock = new HybridClock(
                () -> given.path("clock").path("wall").longValue(),
                Hlc.parse(given.path("clock").path("last").asText()));
        Iterator<JsonNode> ids = given.path("ids").elements();
        Outbox outbox = new Outbox(given.path("sequence").longValue(), List.of())
                .take(
                        edits(given.path("edits")),
                        new Outbox.Author(
                                author.path("actor").asText(),
                                known,
                                author.path("visit").asText(),
                                author.path("checklist").asText(),
                                author.path("wall").asText()),
                        () -> ids.next().asText(),
                        clock);
        assertThat((Object) JSON.valueToTree(numbersAsRead(outbox.operations())))
                .isEqualTo(vector.path("then").path("operations"));
        for (ObjectNode operation : outbox.operations()) {
            ObjectNode receipt = JSON.createObjectNode()
                    .put("operation", operation.path("id").asText());
            assertThat(outbox.receipted(receipt.put("status", "retry"))).isEqualTo(outbox);
            assertThat(outbox.receipted(receipt.put("status", "set-aside"))).isEqualTo(outbox);
            outbox = outbox.receipted(receipt.put("status", "parked"));
        }
        assertThat(outbox.operations()).isEmpty();
    }

    private static void overlay(JsonNode vector) {
        JsonNode given = vector.path("given");
        List<JsonNode> pending = new ArrayList<>();
        given.path("pending").forEach(pending::add);
        Overlay overlay = Overlay.of(given.path("row"), pending, edits(given.path("unsent")));
        ObjectNode then = JSON.createObjectNode();
        then.set("answers", overlay.answers());
        ObjectNode bases = then.putObject("bases");
        vector.path("then").path("bases").fieldNames().forEachRemaining(item -> overlay.answerBase(item)
                .forEach(bases.withArray(item)::add));
        vector.path("then").path("bases").fieldNames().forEachRemaining(bases::withArray);
        then.set("notes", overlay.notes());
        then.set("photos", JSON.valueToTree(overlay.photos()));
        ArrayNode attempts = then.putArray("attempts");
        overlay.attempts().forEach(each -> attempts.add(each.path("id")));
        assertThat(then).isEqualTo(vector.path("then"));
    }

    private static void digest(JsonNode vector) {
        ScopeDigest digest = ScopeDigest.EMPTY;
        for (JsonNode row : vector.path("given").path("rows")) {
            digest = digest.with(
                    row.path("entity").asText(),
                    row.path("id").asText(),
                    row.path("rev").asLong());
        }
        assertThat(digest.rows()).isEqualTo(vector.path("then").path("rows").asLong());
        assertThat(digest.wire()).isEqualTo(vector.path("then").path("digest").asText());
    }

    private static UnsentEdits edits(JsonNode edits) {
        UnsentEdits unsent = UnsentEdits.NONE;
        for (JsonNode edit : edits) {
            List<String> base = new ArrayList<>();
            edit.path("base").forEach(each -> base.add(each.asText()));
            Hlc hlc = Hlc.parse(edit.path("hlc").asText());
            String key = edit.path("key").asText();
            unsent = edit.path("field").asText().equals("answer")
                    ? unsent.answer(key, edit.path("value"), hlc, base)
                    : unsent.note(key, edit.path("value"), hlc, base);
        }
        return unsent;
    }

    /** A long made here is another node than the int a reader makes of the same text. */
    private static List<JsonNode> numbersAsRead(List<ObjectNode> operations) {
        return operations.stream()
                .map(each -> {
                    try {
                        return JSON.readTree(each.toString());
                    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toList();
    }
}
