package io.plumbline.sync.message;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.sync.clock.Hlc;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An operation whose envelope was understood. Its content is still raw: the kind's handler reads it from the body.
 *
 * @param id made by the device, the same for ever
 * @param sequence the device's count, from 1; may change when a device is forked, unlike everything else
 * @param hlc as the device wrote it
 * @param actor the account that wrote it, whoever is signed in when it is sent
 * @param known revisions of the server's rows that the person knew, by name
 * @param entity what it is an operation on, by its wire name
 * @param entityId the visit or other thing
 * @param kind by its wire name, one of those the receiver knows
 * @param schema of the content, 1
 * @param wall the device's wall clock, evidence alone
 * @param body everything as received, unknown fields included
 */
public record Operation(
        UUID id,
        long sequence,
        Hlc hlc,
        UUID actor,
        Map<String, Long> known,
        String entity,
        UUID entityId,
        String kind,
        int schema,
        @Nullable Instant wall,
        JsonNode body) {
    public Operation {
        known = Map.copyOf(known);
    }
}
