package io.plumbline.sync.message;

import io.plumbline.sync.clock.Hlc;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The answers of {@code POST /push} and {@code POST /operations/status}; a push itself is a {@link PushEnvelope}. */
public final class PushMessage {
    private PushMessage() {}

    /** One receipt for each operation of the push, in its order. */
    public record Response(List<Receipt> receipts, @Nullable String lease, Instant serverTime, Hlc hlc) {
        public Response {
            receipts = List.copyOf(receipts);
        }
    }

    /**
     * Asks for receipts again, {@link ProtocolLimits#QUERY_IDS} at most. A device shows its lease, and gets the next;
     * whoever is no device leaves out all four.
     *
     * @param attempt stored before it is sent, and the same until an answer is stored
     */
    public record StatusRequest(
            @Nullable UUID device,
            @Nullable Integer incarnation,
            @Nullable String lease,
            @Nullable UUID attempt,
            List<UUID> ids) {
        public StatusRequest {
            ids = List.copyOf(ids);
        }
    }

    /**
     * Receipts of the operations that are here.
     *
     * @param unknown operations the server never stored: to be sent again
     * @param lease the device's lease from now on, when the question showed one
     */
    public record StatusResponse(
            List<Receipt> receipts,
            List<UUID> unknown,
            @Nullable String lease) {
        public StatusResponse {
            receipts = List.copyOf(receipts);
            unknown = List.copyOf(unknown);
        }
    }
}
