package io.plumbline.sync.message;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.UUID;

/**
 * One operation of a push: understood, or to be parked. Either way it is stored.
 *
 * @param id the device's, or one computed from the content when it gave none
 * @param named whether the device gave it a valid id
 * @param sequence the device's count, 0 when it gave no valid one
 * @param body everything as received
 * @param contentHash SHA-256 over the canonical JSON without {@code sequence}; the same id with another hash is another
 *     operation
 * @param operation present when there is no refusal
 * @param refusal why it has to be parked, present when there is no operation
 */
public record PushedOperation(
        UUID id,
        boolean named,
        long sequence,
        JsonNode body,
        String contentHash,
        Optional<Operation> operation,
        Optional<Refusal> refusal) {
    public PushedOperation {
        if (operation.isPresent() == refusal.isPresent()) {
            throw new IllegalArgumentException("an operation is understood or refused");
        }
    }
}
