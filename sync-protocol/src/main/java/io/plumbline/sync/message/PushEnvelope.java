package io.plumbline.sync.message;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A push. The envelope is parsed strictly: what is wrong with it refuses the whole push, with nothing stored. An
 * operation is refused here only when it could not even be receipted: not an object, no id, no sequence, or too long.
 *
 * @param incarnation of the device's database, from 1
 * @param lease as the session or the last push gave it, or null
 * @param batch the same when the same batch is sent again
 * @param operations at least one, as many as the limit allows
 */
public record PushEnvelope(
        UUID device, int incarnation, @Nullable String lease, UUID batch, List<PushedOperation> operations) {
    public PushEnvelope {
        operations = List.copyOf(operations);
    }

    /**
     * Parses a push.
     *
     * @throws EnvelopeException with everything that is wrong with the envelope
     */
    public static PushEnvelope parse(JsonNode json, ProtocolLimits limits) {
        List<EnvelopeError> errors = new ArrayList<>();
        if (!json.isObject()) {
            throw new EnvelopeException(List.of(bad("", "an object")));
        }
        if (OperationParser.findUuid(json.path("device")).isEmpty()) {
            errors.add(bad("/device", "a UUID in lower case"));
        }
        if (OperationParser.findUuid(json.path("batch")).isEmpty()) {
            errors.add(bad("/batch", "a UUID in lower case"));
        }
        JsonNode incarnation = json.path("incarnation");
        if (!incarnation.isIntegralNumber() || !incarnation.canConvertToInt() || incarnation.intValue() < 1) {
            errors.add(bad("/incarnation", "a whole number from 1"));
        }
        JsonNode lease = json.path("lease");
        if (!lease.isMissingNode() && !lease.isNull() && !lease.isTextual()) {
            errors.add(bad("/lease", "a text"));
        }
        List<PushedOperation> operations = operations(json.path("operations"), limits, errors);
        if (!errors.isEmpty()) {
            throw new EnvelopeException(errors);
        }
        return new PushEnvelope(
                OperationParser.findUuid(json.path("device")).orElseThrow(),
                incarnation.intValue(),
                lease.textValue(),
                OperationParser.findUuid(json.path("batch")).orElseThrow(),
                operations);
    }

    private static List<PushedOperation> operations(JsonNode array, ProtocolLimits limits, List<EnvelopeError> errors) {
        List<PushedOperation> operations = new ArrayList<>();
        if (!array.isArray() || array.isEmpty()) {
            errors.add(bad("/operations", "an array of at least one operation"));
            return operations;
        }
        if (array.size() > limits.pushOperations()) {
            errors.add(tooLarge("/operations", "pushOperations", limits.pushOperations()));
            return operations;
        }
        for (int i = 0; i < array.size(); i++) {
            JsonNode each = array.get(i);
            String at = "/operations/" + i;
            int before = errors.size();
            if (!each.isObject()) {
                errors.add(bad(at, "an object"));
                continue;
            }
            if (OperationParser.findUuid(each.path("id")).isEmpty()) {
                errors.add(bad(at + "/id", "a UUID in lower case"));
            }
            if (!OperationParser.isSequence(each.path("sequence"))) {
                errors.add(bad(at + "/sequence", "a whole number from 1"));
            }
            if (CanonicalJson.text(each).getBytes(StandardCharsets.UTF_8).length > limits.operationBytes()) {
                errors.add(tooLarge(at, "operationBytes", limits.operationBytes()));
            }
            if (errors.size() == before) {
                operations.add(OperationParser.parse(each));
            }
        }
        return operations;
    }

    private static EnvelopeError bad(String pointer, String expected) {
        return new EnvelopeError(EnvelopeError.BAD_ENVELOPE, pointer, "expected: " + expected);
    }

    private static EnvelopeError tooLarge(String pointer, String limit, int value) {
        return new EnvelopeError(EnvelopeError.PAYLOAD_TOO_LARGE, pointer, limit + " is " + value);
    }
}
