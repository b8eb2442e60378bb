package io.plumbline.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.sync.message.CanonicalJson;
import io.plumbline.sync.message.EnvelopeException;
import io.plumbline.sync.message.OperationParser;
import io.plumbline.sync.message.ProtocolLimits;
import io.plumbline.sync.message.PushEnvelope;
import io.plumbline.sync.message.PushedOperation;
import io.plumbline.sync.message.Refusal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The topics of {@code conformance/v1/message}. */
final class WireVectors {
    static final Map<String, VectorRunner> RUNNERS = Map.of(
            "push-envelope", WireVectors::pushEnvelope,
            "content-hash", WireVectors::contentHash,
            "canonical-json", WireVectors::canonicalJson);

    private static final ObjectMapper JSON = new ObjectMapper();

    private WireVectors() {}

    private static void pushEnvelope(JsonNode vector) {
        ObjectNode then = JSON.createObjectNode();
        try {
            PushEnvelope envelope = PushEnvelope.parse(vector.path("given").path("envelope"), ProtocolLimits.V1);
            ArrayNode operations = then.putArray("operations");
            for (PushedOperation each : envelope.operations()) {
                @Nullable Refusal refusal = each.refusal().orElse(null);
                operations
                        .addObject()
                        .put("id", each.id().toString())
                        .put("code", refusal == null ? null : refusal.code().wire())
                        .put("pointer", refusal == null ? null : refusal.pointer());
            }
        } catch (EnvelopeException e) {
            ArrayNode errors = then.putArray("errors");
            e.errors()
                    .forEach(each -> errors.addObject().put("code", each.code()).put("pointer", each.pointer()));
        }
        assertThat(then).isEqualTo(vector.path("then"));
    }

    private static void contentHash(JsonNode vector) {
        String first = OperationParser.parse(vector.path("given").path("first")).contentHash();
        String second =
                OperationParser.parse(vector.path("given").path("second")).contentHash();
        assertThat(first.equals(second))
                .isEqualTo(vector.path("then").path("same").asBoolean());
    }

    private static void canonicalJson(JsonNode vector) {
        String text = CanonicalJson.text(vector.path("given").path("value"));
        assertThat(text).isEqualTo(vector.path("then").path("text").asText());
        assertThat(CanonicalJson.sha256(text))
                .isEqualTo(vector.path("then").path("sha256").asText());
    }
}
