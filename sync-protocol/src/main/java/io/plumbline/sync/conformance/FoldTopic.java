package io.plumbline.sync.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.sync.merge.Conflict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The topic {@code visit-fold}: each operation in a push of its own, in the vector's order on one visit and in the
 * opposite order on another. Receipts are compared in the vector's order, the visit's row in both.
 */
final class FoldTopic implements Topic {
    /** What the fold decides; state, score and review are the server's. */
    private static final List<String> FOLDED = List.of("startedAt", "answers", "notes", "photos", "attempts");

    private static final List<String> UNREADABLE = List.of("/to", "/score");

    private final Bench bench;

    FoldTopic(Bench bench) {
        this.bench = bench;
    }

    @Override
    public void hold(Vector vector) {
        JsonNode given = vector.given();
        if (given.has("effective")) {
            throw new NotApplicable("a server takes a suspect time from its own clock; effective-hlc tries that");
        }
        for (boolean backwards : List.of(false, true)) {
            List<JsonNode> operations = new ArrayList<>();
            given.path("operations").forEach(operations::add);
            if (backwards) {
                Collections.reverse(operations);
            }
            JsonNode pinned = given.path("checklists")
                    .path(given.path("visit").path("checklist").asText());
            Task task = bench.task(pinned);
            Ids ids = ids(vector, task);
            ArrayNode outcomes = Json.array();
            JsonNode receipt = NullNode.getInstance();
            Map<String, Long> sequences = new HashMap<>();
            for (JsonNode operation : operations) {
                receipt = bench.tablet().push(sent(operation, ids, sequences));
                outcomes.add(outcome(operation, receipt));
            }
            if (!backwards) {
                Mismatch.unlessEqual(
                        "The receipts say otherwise.", vector.then().path("outcomes"), outcomes);
            }
            compare(vector.then().path("body"), ids, task, receipt);
        }
    }

    /** Ids of operations and photos are made anew in their order, the others are those of the world. */
    private Ids ids(Vector vector, Task task) {
        JsonNode visit = vector.given().path("visit");
        Set<String> names = new HashSet<>();
        Set<String> actors = new HashSet<>();
        for (JsonNode operation : vector.given().path("operations")) {
            names.add(operation.path("id").asText());
            actors.add(operation.path("actor").asText());
            collect(operation, names);
        }
        Ids ids = Ids.of(names);
        actors.forEach(actor -> ids.with(actor, task.person().id()));
        vector.given().path("checklists").properties().forEach(each -> {
            if (!each.getKey().equals(visit.path("checklist").asText())) {
                ObjectNode other = each.getValue().deepCopy();
                other.withObject("/title").put("en", "another version");
                ids.with(each.getKey(), bench.world().publish(other));
            }
        });
        return ids.with(visit.path("id").asText(), task.visit())
                .with(visit.path("assignment").asText(), task.assignment())
                .with(visit.path("checklist").asText(), task.checklist());
    }

    /** Bases, observed additions, photos and checklists that are named anywhere. */
    private static void collect(JsonNode node, Set<String> names) {
        if (node.isTextual() && node.textValue().matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")) {
            names.add(node.textValue());
        }
        node.forEach(each -> collect(each, names));
    }

    private ObjectNode sent(JsonNode operation, Ids ids, Map<String, Long> sequences) {
        ObjectNode sent = (ObjectNode) ids.in(operation);
        String id = sent.path("id").asText();
        return sent.put(
                "sequence", sequences.computeIfAbsent(id, same -> bench.tablet().nextSequence()));
    }

    private static ObjectNode outcome(JsonNode operation, JsonNode receipt) {
        String status = receipt.path("status").asText();
        if (status.equals("duplicate")) {
            status = receipt.path("original").asText();
        }
        // The library only hands a request on, unless it cannot be read; the server answers it by what else is there.
        boolean decided = operation.path("kind").asText().equals("status.request")
                && !(receipt.path("code").asText().equals("validation")
                        && UNREADABLE.contains(receipt.path("pointer").asText()));
        ObjectNode outcome = Json.object();
        outcome.put("effect", decided ? "REQUEST" : status.toUpperCase(Locale.ROOT));
        outcome.set("code", decided ? NullNode.getInstance() : orNull(receipt.path("code")));
        outcome.set("pointer", decided ? NullNode.getInstance() : orNull(receipt.path("pointer")));
        return outcome;
    }

    private static JsonNode orNull(JsonNode node) {
        return node.isMissingNode() ? NullNode.getInstance() : node;
    }

    private void compare(JsonNode then, Ids ids, Task task, JsonNode receipt) {
        JsonNode row = bench.visit(task, receipt);
        ObjectNode expected = Json.object();
        ObjectNode got = Json.object();
        for (String part : FOLDED) {
            // A row without attempts does not name them.
            JsonNode wanted = then.has(part) ? then.path(part) : Json.array();
            expected.set(part, ids.in(wanted));
            JsonNode found = row.path(part);
            // Nobody has written to the visit yet, so it has no row.
            got.set(part, found.isMissingNode() ? empty(wanted) : found);
        }
        conflicts(task, "answers", expected);
        conflicts(task, "notes", expected);
        Mismatch.unlessEqual("The visit's row differs.", expected, got);
    }

    private static JsonNode empty(JsonNode like) {
        return like.isObject() ? Json.object() : like.isArray() ? Json.array() : NullNode.getInstance();
    }

    /** The id of a conflict follows from the ids of its heads, which are new ones here. */
    private static void conflicts(Task task, String part, ObjectNode expected) {
        expected.path(part).properties().forEach(each -> {
            if (each.getValue().path("conflict").isTextual()) {
                List<String> heads = new ArrayList<>();
                each.getValue()
                        .path("heads")
                        .forEach(head -> heads.add(head.path("op").asText()));
                String id = Conflict.id(task.visit(), part + "/" + each.getKey(), heads)
                        .toString();
                ((ObjectNode) each.getValue()).put("conflict", id);
            }
        });
    }
}
