package io.plumbline.sync;

import io.plumbline.sync.clock.Hlc;
import io.plumbline.sync.message.Receipt;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Bodies of {@code POST /push} and {@code POST /operations/status}. */
final class PushMessages {
    /** @param receipts one for each operation, in their order */
    record Answer(List<Receipt> receipts, @Nullable String lease, Instant serverTime, Hlc hlc) {}

    /**
     * A question about operations. A device shows its lease and gets the next; whoever is no device names none.
     *
     * @param attempt the same when the device asks again because no answer came
     */
    record StatusRequest(
            @Nullable UUID device,
            @Nullable Integer incarnation,
            @Nullable String lease,
            @Nullable UUID attempt,
            @Nullable List<UUID> ids) {}

    /** @param lease the device's lease now; null when no device asked */
    record StatusAnswer(
            List<Receipt> receipts,
            List<UUID> unknown,
            @Nullable String lease) {}

    private PushMessages() {}
}
