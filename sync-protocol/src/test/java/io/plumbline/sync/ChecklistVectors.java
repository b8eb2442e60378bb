package io.plumbline.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.sync.checklist.AnswerValues;
import io.plumbline.sync.checklist.ChecklistDocument;
import io.plumbline.sync.checklist.ChecklistParser;
import io.plumbline.sync.checklist.Completeness;
import io.plumbline.sync.checklist.Evaluation;
import io.plumbline.sync.checklist.Item;
import io.plumbline.sync.checklist.Scoring;
import io.plumbline.sync.checklist.VisitContent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** The topics of {@code conformance/v1/checklist}. */
final class ChecklistVectors {
    static final Map<String, VectorRunner> RUNNERS = Map.of(
            "scoring", ChecklistVectors::scoring,
            "conditions", ChecklistVectors::conditions,
            "completeness", ChecklistVectors::completeness,
            "answer-values", ChecklistVectors::answerValues,
            "validation", ChecklistVectors::validation);

    private static final ObjectMapper JSON = new ObjectMapper();

    private ChecklistVectors() {}

    private static void scoring(JsonNode vector) {
        JsonNode given = vector.path("given");
        JsonNode result = JSON.valueToTree(Scoring.score(checklist(given), content(given)));
        assertThat(result).isEqualTo(vector.path("then").path("result"));
    }

    private static void conditions(JsonNode vector) {
        JsonNode given = vector.path("given");
        ChecklistDocument checklist = checklist(given);
        Evaluation evaluation = Evaluation.of(checklist, content(given));
        List<String> visible = checklist
                .items()
                .map(Item::id)
                .filter(id -> evaluation.state(id) != Evaluation.State.HIDDEN)
                .toList();
        JsonNode shown = JSON.valueToTree(visible);
        assertThat(shown).isEqualTo(vector.path("then").path("visible"));
    }

    private static void completeness(JsonNode vector) {
        JsonNode given = vector.path("given");
        JsonNode missing = JSON.valueToTree(Completeness.missing(checklist(given), content(given)));
        assertThat(missing).isEqualTo(vector.path("then").path("missing"));
    }

    private static void answerValues(JsonNode vector) {
        ObjectNode document =
                JSON.createObjectNode().put("schema", 1).put("code", "vector").put("version", 1);
        document.putObject("title").put("zh-CN", "向量");
        ObjectNode section =
                document.putArray("sections").addObject().put("id", "s1").put("weight", "1");
        section.putObject("title").put("zh-CN", "向量");
        section.putArray("items").add(vector.path("given").path("item"));
        Item item =
                ChecklistParser.parse(document).require().items().findFirst().orElseThrow();
        JsonNode error = AnswerValues.validate(item, vector.path("given").path("value"))
                .<JsonNode>map(
                        each -> JSON.createObjectNode().put("code", each.code()).put("pointer", each.pointer()))
                .orElseGet(JSON::nullNode);
        assertThat(error).isEqualTo(vector.path("then").path("error"));
    }

    private static void validation(JsonNode vector) {
        ArrayNode errors = JSON.createArrayNode();
        ChecklistParser.Result result =
                ChecklistParser.parse(vector.path("given").path("checklist"));
        result.errors()
                .forEach(each -> errors.addObject().put("path", each.path()).put("code", each.code()));
        assertThat(errors)
                .containsExactlyInAnyOrderElementsOf(vector.path("then").path("errors"));
        assertThat(result.document().isPresent()).isEqualTo(errors.isEmpty());
    }

    static ChecklistDocument checklist(JsonNode given) {
        return ChecklistParser.parse(given.path("checklist")).require();
    }

    private static VisitContent content(JsonNode given) {
        Map<String, JsonNode> answers = new HashMap<>();
        given.path("answers").properties().forEach(each -> answers.put(each.getKey(), each.getValue()));
        Map<String, String> notes = new HashMap<>();
        given.path("notes")
                .properties()
                .forEach(each -> notes.put(each.getKey(), each.getValue().asText()));
        return new VisitContent(answers, counts(given.path("photos")), counts(given.path("signatures")), notes);
    }

    private static Map<String, Integer> counts(JsonNode node) {
        Map<String, Integer> counts = new HashMap<>();
        StreamSupport.stream(node.properties().spliterator(), false)
                .forEach(each -> counts.put(each.getKey(), each.getValue().intValue()));
        return counts;
    }
}
