package io.plumbline.sync;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Bodies of {@code POST /push} and {@code POST /operations/status}. */
final class PushMessages {
    /** The envelope, whose operations are still whatever the device sent. */
    record Envelope(UUID device, int incarnation, List<JsonNode> operations) {}

    /** @param receipts one for each operation, in their order */
    record Answer(List<Receipt> receipts, String lease, Instant serverTime, String hlc) {}

    record StatusRequest(@Nullable List<UUID> ids) {}

    record StatusAnswer(List<Receipt> receipts, List<UUID> unknown) {}

    private PushMessages() {}
}
