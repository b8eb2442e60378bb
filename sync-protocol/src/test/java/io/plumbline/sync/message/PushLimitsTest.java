package io.plumbline.sync.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** The limits that would make vectors too long to read. */
class PushLimitsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST = ProtocolLimits.V1.pushOperations();

    @Test
    void takesAsManyOperationsAsTheLimit() {
        assertThat(PushEnvelope.parse(push(MOST), ProtocolLimits.V1).operations())
                .hasSize(MOST);
    }

    @Test
    void refusesThePushAndNamesTheLimitWhenItHasOneOperationMore() {
        assertThatThrownBy(() -> PushEnvelope.parse(push(MOST + 1), ProtocolLimits.V1))
                .asInstanceOf(InstanceOfAssertFactories.type(EnvelopeException.class))
                .satisfies(refused -> {
                    assertThat(refused.code()).isEqualTo("payload-too-large");
                    assertThat(refused.errors().get(0).detail()).isEqualTo("pushOperations is 500");
                });
    }

    @Test
    void parksAnOperationAloneWhenItIsTooLong() {
        ObjectNode push = push(2);
        ((ObjectNode) push.path("operations").get(0)).put("filler", "x".repeat(ProtocolLimits.V1.operationBytes()));
        PushEnvelope envelope = PushEnvelope.parse(push, ProtocolLimits.V1);
        assertThat(envelope.operations().get(0).refusal())
                .hasValueSatisfying(refusal -> assertThat(refusal.detail()).isEqualTo("operationBytes is 262144"));
        assertThat(envelope.operations().get(1).operation()).isPresent();
    }

    private static ObjectNode push(int operations) {
        ObjectNode push = JSON.createObjectNode().put("device", id(1)).put("incarnation", 1);
        push.putArray("operations");
        for (int i = 0; i < operations; i++) {
            push.withArray("operations")
                    .addObject()
                    .put("id", id(i))
                    .put("sequence", i + 1)
                    .put("hlc", "018bcfe568000000")
                    .put("actor", id(2))
                    .put("entity", "visit")
                    .put("entityId", id(3))
                    .put("kind", "note.add")
                    .put("schema", 1);
        }
        return push;
    }

    private static String id(int n) {
        return new UUID(0x7000, 0x8000_0000_0000_0000L + n).toString();
    }
}
