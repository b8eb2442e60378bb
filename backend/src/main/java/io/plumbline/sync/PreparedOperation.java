package io.plumbline.sync;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An operation of a push after reading, before it meets the database.
 *
 * @param id its own; for one without a usable id, one derived from its content so that a replay is known again
 * @param named whether the id is its own
 * @param hlc as sent; null when unreadable
 * @param refusal why it is parked without being handled, or null
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content, never by the record
record PreparedOperation(
        UUID id,
        boolean named,
        long sequence,
        UUID actorId,
        String entity,
        @Nullable UUID entityId,
        String kind,
        @Nullable Long hlc,
        @Nullable Instant deviceAt,
        JsonNode body,
        String text,
        byte[] contentHash,
        @Nullable OperationOutcome refusal) {
    boolean sameContent(byte[] otherHash) {
        return Arrays.equals(contentHash, otherHash);
    }

    PreparedOperation refused(OperationOutcome outcome) {
        return new PreparedOperation(
                id, named, sequence, actorId, entity, entityId, kind, hlc, deviceAt, body, text, contentHash, outcome);
    }

    /** The same with its bytes wrapped, when PostgreSQL cannot hold them as JSON. */
    PreparedOperation withUnstorableBody() {
        String wrapped = CanonicalJson.wrapped(text);
        return new PreparedOperation(
                id,
                named,
                sequence,
                actorId,
                entity,
                entityId,
                kind,
                hlc,
                deviceAt,
                body,
                wrapped,
                contentHash,
                refusal);
    }
}
