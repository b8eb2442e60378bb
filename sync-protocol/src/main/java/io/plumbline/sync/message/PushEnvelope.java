package io.plumbline.sync.message;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A push. The envelope is parsed strictly: what is wrong in it refuses the whole push with nothing stored. Nothing an
 * operation contains refuses it.
 *
 * @param incarnation of the device's database, from 1
 * @param lease as the session or the last push gave it, or null
 * @param batch the same when the same batch is sent again, or null
 * @param operations as many as the limit allows, maybe none
 */
public record PushEnvelope(
        UUID device,
        int incarnation,
        @Nullable String lease,
        @Nullable UUID batch,
        List<PushedOperation> operations) {
    public PushEnvelope {
        operations = List.copyOf(operations);
    }

    /**
     * Parses a push.
     *
     * @throws EnvelopeException with everything that is wrong with the envelope
     */
    public static PushEnvelope parse(JsonNode json, ProtocolLimits limits) {
        return parse(json, limits, KnownKinds.VISITS);
    }

    /**
     * Parses a push for a receiver that knows other entities and kinds.
     *
     * @throws EnvelopeException with everything that is wrong with the envelope
     */
    public static PushEnvelope parse(JsonNode json, ProtocolLimits limits, KnownKinds known) {
        List<EnvelopeError> errors = new ArrayList<>();
        if (!json.isObject()) {
            throw new EnvelopeException(List.of(bad("", "an object")));
        }
        if (OperationParser.findUuid(json.path("device")).isEmpty()) {
            errors.add(bad("/device", "a UUID in lower case"));
        }
        JsonNode batch = json.path("batch");
        if (!batch.isMissingNode()
                && !batch.isNull()
                && OperationParser.findUuid(batch).isEmpty()) {
            errors.add(bad("/batch", "a UUID in lower case"));
        }
        JsonNode incarnation = json.path("incarnation");
        if (!incarnation.isIntegralNumber() || !incarnation.canConvertToInt() || incarnation.intValue() < 1) {
            errors.add(bad("/incarnation", "a whole number from 1"));
        }
        JsonNode lease = json.path("lease");
        boolean isText = lease.isTextual() && lease.textValue().indexOf('\0') < 0;
        if (!lease.isMissingNode() && !lease.isNull() && !isText) {
            errors.add(bad("/lease", "a text"));
        }
        List<PushedOperation> operations = operations(json.path("operations"), limits, known, errors);
        if (!errors.isEmpty()) {
            throw new EnvelopeException(errors);
        }
        return new PushEnvelope(
                OperationParser.findUuid(json.path("device")).orElseThrow(),
                incarnation.intValue(),
                lease.textValue(),
                OperationParser.findUuid(batch).orElse(null),
                operations);
    }

    private static List<PushedOperation> operations(
            JsonNode array, ProtocolLimits limits, KnownKinds known, List<EnvelopeError> errors) {
        List<PushedOperation> operations = new ArrayList<>();
        if (!array.isArray()) {
            errors.add(bad("/operations", "an array of operations"));
        } else if (array.size() > limits.pushOperations()) {
            errors.add(tooLarge("/operations", "pushOperations", limits.pushOperations()));
        } else {
            array.forEach(each -> operations.add(OperationParser.parse(each, limits.operationBytes(), known)));
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
