package io.plumbline.sync;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One operation as a handler sees it.
 *
 * @param effectiveHlc what is merged by: the device's own clock value, or the server's when that was impossible
 * @param deviceAt the device's wall clock; evidence, never used for ordering
 * @param body the whole operation as it came, unknown fields included
 * @param status what became of it; null while it is being handled for the first time
 */
public record SyncOperation(
        UUID id,
        UUID deviceId,
        UUID actorId,
        long sequence,
        UUID entityId,
        String kind,
        long effectiveHlc,
        boolean clockSuspect,
        @Nullable Instant deviceAt,
        Instant receivedAt,
        JsonNode body,
        @Nullable OperationStatus status) {
    /** The clock value as on the wire: 16 lower-case hexadecimal digits. */
    public String hlc() {
        return HlcHex.format(effectiveHlc);
    }
}
