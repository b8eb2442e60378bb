package io.plumbline.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.sync.checklist.ChecklistDocument;
import io.plumbline.sync.checklist.ChecklistParser;
import io.plumbline.sync.clock.Hlc;
import io.plumbline.sync.merge.FoldOutcome;
import io.plumbline.sync.merge.VisitBody;
import io.plumbline.sync.merge.VisitDocument;
import io.plumbline.sync.merge.VisitFold;
import io.plumbline.sync.merge.VisitState;
import io.plumbline.sync.message.Operation;
import io.plumbline.sync.message.OperationParser;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** The topic {@code visit-fold}. */
final class FoldVectors {
    static final Map<String, VectorRunner> RUNNERS = Map.of("visit-fold", FoldVectors::visitFold);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ORDERS = 6;

    private FoldVectors() {}

    /** Outcomes in the order given, the document in every order and after a round trip through JSON. */
    private static void visitFold(JsonNode vector) throws JsonProcessingException {
        JsonNode given = vector.path("given");
        Map<String, ChecklistDocument> checklists = new HashMap<>();
        for (Map.Entry<String, JsonNode> each : given.path("checklists").properties()) {
            checklists.put(each.getKey(), ChecklistParser.parse(each.getValue()).require());
        }
        List<JsonNode> operations = new ArrayList<>();
        given.path("operations").forEach(operations::add);
        Random random = new Random(1);
        for (int order = 0; order < ORDERS; order++) {
            JsonNode visit = given.path("visit");
            VisitDocument document = VisitDocument.empty(
                    visit.path("id").asText(),
                    visit.path("assignment").asText(),
                    visit.path("checklist").asText());
            ArrayNode outcomes = JSON.createArrayNode();
            for (JsonNode body : operations) {
                Operation operation = OperationParser.parse(body).operation().orElseThrow();
                String known =
                        given.path("effective").path(operation.id().toString()).asText("");
                Hlc effective = known.isEmpty() ? operation.hlc() : Hlc.parse(known);
                VisitFold.Result result = VisitFold.apply(
                        document, operation, effective, null, id -> Optional.ofNullable(checklists.get(id)));
                document = JSON.readValue(JSON.writeValueAsString(result.document()), VisitDocument.class);
                assertThat(document).isEqualTo(result.document());
                outcomes.add(outcome(result.outcome()));
            }
            VisitBody.Facts facts =
                    new VisitBody.Facts(VisitState.IN_PROGRESS, null, null, null, null, null, sha256 -> false);
            assertThat(JSON.readTree(VisitBody.of(document, facts).toString()))
                    .as("order %d", order)
                    .isEqualTo(vector.path("then").path("body"));
            if (order == 0) {
                assertThat(outcomes).isEqualTo(vector.path("then").path("outcomes"));
            }
            Collections.shuffle(operations, random);
        }
    }

    private static ObjectNode outcome(FoldOutcome outcome) {
        return JSON.createObjectNode()
                .put("effect", outcome.effect().name())
                .put("code", outcome.code() == null ? null : outcome.code().wire())
                .put("pointer", outcome.pointer());
    }
}
