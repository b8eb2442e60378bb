package io.plumbline.sync.conformance.tablets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.sync.device.Answer;
import io.plumbline.sync.device.Call;
import io.plumbline.sync.message.CanonicalJson;
import io.plumbline.sync.message.ReceiptStatus;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What went over the network: every operation that was sent, and what the server promised about it. */
final class Wire {
    /** An operation as it was first sent. */
    record Sent(String id, int tablet, String visit, String kind, JsonNode operation) {}

    private final Map<String, Sent> sent = new LinkedHashMap<>();
    private final Map<String, JsonNode> acknowledged = new LinkedHashMap<>();
    private final Set<String> contradictions = new TreeSet<>();
    private final Map<Call.Kind, Integer> calls = new HashMap<>();
    private int unanswered;
    private int answers;
    private int repeated;

    /** Before the call goes out. */
    synchronized void sends(int tablet, Call call) {
        calls.merge(call.kind(), 1, Integer::sum);
        if (call.kind() != Call.Kind.PUSH) {
            return;
        }
        for (JsonNode operation : read(call.body()).path("operations")) {
            String id = operation.path("id").asText();
            Sent first = sent.get(id);
            if (first == null) {
                sent.put(
                        id,
                        new Sent(
                                id,
                                tablet,
                                operation.path("entityId").asText(),
                                operation.path("kind").asText(),
                                operation));
            } else {
                repeated++;
                if (!content(first.operation()).equals(content(operation))) {
                    contradictions.add("tablet " + tablet + " changed the operation " + id + " after it was sent");
                }
            }
        }
    }

    /** What came back, if anything did. */
    synchronized void hears(Call call, Optional<Answer> answer) {
        if (answer.isEmpty()) {
            unanswered++;
            return;
        }
        answers++;
        if (call.kind() != Call.Kind.PUSH || !answer.get().success()) {
            return;
        }
        for (JsonNode receipt : read(answer.get().body()).path("receipts")) {
            boolean promised = ReceiptStatus.find(receipt.path("status").asText())
                    .filter(ReceiptStatus::durable)
                    .isPresent();
            if (promised) {
                promise(receipt);
            }
        }
    }

    private void promise(JsonNode receipt) {
        String id = receipt.path("operation").asText();
        JsonNode first = acknowledged.putIfAbsent(id, receipt);
        if (first != null && !first.path("effectiveHlc").equals(receipt.path("effectiveHlc"))) {
            contradictions.add("two receipts of " + id + " tell different times");
        }
        if (!sent.containsKey(id)) {
            contradictions.add("a receipt for an operation that nobody sent: " + id);
        }
    }

    private static String content(JsonNode operation) {
        return CanonicalJson.text(((ObjectNode) operation.deepCopy()).without("sequence"));
    }

    private static JsonNode read(byte[] bytes) {
        try {
            return Office.JSON.readTree(bytes);
        } catch (IOException e) {
            return Office.object();
        }
    }

    synchronized Map<String, Sent> sent() {
        return new LinkedHashMap<>(sent);
    }

    synchronized Map<String, JsonNode> acknowledged() {
        return new LinkedHashMap<>(acknowledged);
    }

    synchronized Set<String> contradictions() {
        return new TreeSet<>(contradictions);
    }

    synchronized int calls() {
        return calls.values().stream().mapToInt(Integer::intValue).sum();
    }

    synchronized int calls(Call.Kind kind) {
        return calls.getOrDefault(kind, 0);
    }

    synchronized int unanswered() {
        return unanswered;
    }

    synchronized int answers() {
        return answers;
    }

    /** Operations that were sent again. */
    synchronized int repeated() {
        return repeated;
    }
}
