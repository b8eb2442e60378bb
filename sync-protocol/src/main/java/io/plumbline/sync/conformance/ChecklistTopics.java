package io.plumbline.sync.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.sync.checklist.AnswerValues;
import io.plumbline.sync.checklist.ChecklistDocument;
import io.plumbline.sync.checklist.ChecklistParser;
import io.plumbline.sync.checklist.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The topics about checklists: a document is published, a visit is filled in, pushed, and the server decides. */
final class ChecklistTopics {
    private static final int CREATED = 201;
    private static final int INVALID = 422;

    private final Bench bench;

    ChecklistTopics(Bench bench) {
        this.bench = bench;
    }

    Map<String, Topic> topics() {
        return Map.of(
                "scoring", this::scoring,
                "conditions", this::conditions,
                "completeness", this::completeness,
                "answer-values", this::answerValues,
                "validation", this::validation);
    }

    private void scoring(Vector vector) {
        JsonNode score = submitted(vector.given()).path("score");
        Mismatch.unlessEqual("The visit's score differs.", vector.then().path("result"), score);
    }

    private void conditions(Vector vector) {
        ArrayNode visible = Json.array();
        for (JsonNode item : submitted(vector.given()).path("score").path("items")) {
            if (!item.path("state").asText().equals("HIDDEN")) {
                visible.add(item.path("id"));
            }
        }
        Mismatch.unlessEqual("Other items are visible.", vector.then().path("visible"), visible);
    }

    private void completeness(Vector vector) {
        JsonNode given = vector.given();
        requireStorable(given);
        Task task = bench.task(given.path("checklist"));
        JsonNode receipt = fill(task, given);
        JsonNode missing = vector.then().path("missing");
        ObjectNode expected = Json.object();
        ObjectNode got = Json.object().put("status", receipt.path("status").asText());
        if (missing.isEmpty()) {
            expected.put("status", "applied");
        } else {
            expected.put("status", "parked");
            expected.put("code", "validation");
            expected.put("pointer", "/answers/" + missing.path(0).path("item").asText());
            got.set("code", receipt.path("code"));
            got.set("pointer", receipt.path("pointer"));
            ArrayNode unnamed = got.putArray("unnamed");
            expected.putArray("unnamed");
            for (JsonNode each : missing) {
                String item = each.path("item").asText();
                if (!receipt.path("detail").asText().contains(item)) {
                    unnamed.add(item);
                }
            }
        }
        Mismatch.unlessEqual("The submission is answered otherwise: " + receipt, expected, got);
    }

    private void answerValues(Vector vector) {
        ObjectNode checklist = Checklists.of(Json.array().add(vector.given().path("item")));
        Task task = bench.task(checklist);
        String item = vector.given().path("item").path("id").asText();
        ObjectNode values = Json.object();
        values.set(item, vector.given().path("value"));
        JsonNode receipt = bench.tablet().push(Operations.answers(task, bench.tablet(), values));
        JsonNode error = vector.then().path("error");
        ObjectNode expected = Json.object();
        if (error.isNull()) {
            expected.put("status", "applied").putNull("code").putNull("pointer");
        } else {
            String inside = error.path("pointer").asText();
            expected.put("status", "parked").put("code", "validation");
            expected.put("pointer", "/answers/" + item + "/value" + inside);
        }
        Mismatch.unlessEqual("The receipt differs: " + receipt, expected, told(receipt));
    }

    private void validation(Vector vector) {
        JsonNode document = vector.given().path("checklist");
        JsonNode errors = vector.then().path("errors");
        if (!document.isObject()) {
            throw new NotApplicable("a server may refuse what is no object before it is looked at as a checklist");
        }
        for (JsonNode error : errors) {
            if (error.path("path").asText().startsWith("/version")) {
                throw new NotApplicable("the server numbers versions itself, whatever the document says");
            }
        }
        ObjectNode sent = document.deepCopy();
        if (sent.path("code").asText().equals("vector")) {
            sent.put("code", bench.world().code());
        }
        Exchange exchange = bench.world().officer().send("POST", "/api/checklists", sent);
        ObjectNode expected = Json.object().put("status", errors.isEmpty() ? CREATED : INVALID);
        expected.set("errors", sorted(errors, "path"));
        ObjectNode got = Json.object().put("status", exchange.status());
        got.set("errors", sorted(exchange.json().path("errors"), "pointer"));
        Mismatch.unlessEqual("The document is judged otherwise.", expected, got);
    }

    private static ArrayNode sorted(JsonNode errors, String place) {
        List<String> lines = new ArrayList<>();
        errors.forEach(each ->
                lines.add(each.path(place).asText() + " " + each.path("code").asText()));
        lines.sort(null);
        ArrayNode array = Json.array();
        lines.forEach(array::add);
        return array;
    }

    /** The row of a visit with this content, submitted. Nothing is required: only complete visits are scored. */
    private JsonNode submitted(JsonNode given) {
        requireStorable(given);
        Task task = bench.task(Checklists.withoutDuties(given.path("checklist")));
        JsonNode receipt = fill(task, given);
        if (!receipt.path("status").asText().equals("applied")) {
            throw new Mismatch("The submission is not applied.", Json.text("applied"), receipt);
        }
        return bench.visit(task, receipt);
    }

    /** Pushes everything and the request to submit; gives the receipt of that. */
    private JsonNode fill(Task task, JsonNode given) {
        Tablet tablet = bench.tablet();
        ArrayNode operations = Json.array().add(Operations.start(task, tablet));
        if (!given.path("answers").isEmpty()) {
            operations.add(Operations.answers(task, tablet, given.path("answers")));
        }
        if (!given.path("notes").isEmpty()) {
            operations.add(Operations.notes(task, tablet, given.path("notes")));
        }
        files(task, given.path("photos"), "PHOTO", operations);
        files(task, given.path("signatures"), "SIGNATURE", operations);
        operations.add(Operations.submit(task, tablet));
        ArrayNode receipts = tablet.push(operations);
        for (int i = 0; i < receipts.size() - 1; i++) {
            if (!receipts.path(i).path("status").asText().equals("applied")) {
                throw new Mismatch("What was filled in is not applied.", Json.text("applied"), receipts.path(i));
            }
        }
        return receipts.path(receipts.size() - 1);
    }

    private void files(Task task, JsonNode counts, String purpose, ArrayNode operations) {
        counts.properties().forEach(each -> {
            for (int i = 0; i < each.getValue().asInt(); i++) {
                String image = bench.world().image(bench.person());
                operations.add(Operations.photo(task, bench.tablet(), each.getKey(), purpose, image));
            }
        });
    }

    /** Vectors may hold values that no push stores; then there is nothing to decide about. */
    private static void requireStorable(JsonNode given) {
        ChecklistDocument checklist =
                ChecklistParser.parse(given.path("checklist")).require();
        given.path("answers").properties().forEach(each -> {
            Item item = checklist
                    .items()
                    .filter(one -> one.id().equals(each.getKey()))
                    .findFirst()
                    .orElse(null);
            if (item == null || AnswerValues.validate(item, each.getValue()).isPresent()) {
                throw new NotApplicable(
                        "no push stores the answer to " + each.getKey() + " (answer-values): it would be parked");
            }
        });
    }

    private static ObjectNode told(JsonNode receipt) {
        ObjectNode told = Json.object();
        for (String field : List.of("status", "code", "pointer")) {
            told.set(field, receipt.has(field) ? receipt.path(field) : NullNode.getInstance());
        }
        return told;
    }
}
