package io.plumbline.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The topics of {@code conformance/v1/server}. What they say is tried on a live server by the conformance runner; here
 * it is only seen that they can be read.
 */
final class ServerVectors {
    static final Map<String, VectorRunner> RUNNERS = new HashMap<>();

    private static final List<String> VERBS =
            List.of("push", "ask", "session", "pull", "snapshot", "verify", "request", "again", "adopt", "copy");

    static {
        for (String topic : List.of("problems", "session", "receipts", "pull", "snapshot", "digest", "media")) {
            RUNNERS.put("server-" + topic, ServerVectors::readable);
        }
    }

    private ServerVectors() {}

    private static void readable(JsonNode vector) {
        JsonNode steps = vector.path("when").path("steps");
        if (vector.path("given").has("notApplicable")) {
            assertThat(steps.isEmpty()).isTrue();
            assertThat(vector.path("given").path("notApplicable").asText()).isNotBlank();
            return;
        }
        assertThat(steps.size())
                .isPositive()
                .isEqualTo(vector.path("then").path("answers").size());
        for (JsonNode step : steps) {
            assertThat(VERBS.stream().filter(step::has)).as(step.toString()).hasSize(1);
        }
        for (JsonNode answer : vector.path("then").path("answers")) {
            assertThat(answer.isNull() || answer.path("status").isInt())
                    .as(answer.toString())
                    .isTrue();
        }
    }
}
