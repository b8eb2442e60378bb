package io.plumbline.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.sync.clock.Hlc;
import io.plumbline.sync.message.Operation;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One operation as a handler sees it.
 *
 * @param operation as the device wrote it
 * @param effectiveHlc what is merged by: the device's own clock value, or the server's when that was impossible
 * @param deviceAt the device's wall clock; evidence, never used for ordering
 * @param status what became of it; null while it is being handled for the first time
 */
public record SyncOperation(
        Operation operation,
        UUID deviceId,
        Hlc effectiveHlc,
        boolean clockSuspect,
        @Nullable Instant deviceAt,
        Instant receivedAt,
        @Nullable OperationStatus status) {
    public UUID id() {
        return operation.id();
    }

    public UUID actorId() {
        return operation.actor();
    }

    public UUID entityId() {
        return operation.entityId();
    }

    public String kind() {
        return operation.kind();
    }

    /** The whole operation as it came, unknown fields included. */
    public JsonNode body() {
        return operation.body();
    }
}
