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

    record StatusRequest(@Nullable List<UUID> ids) {}

    record StatusAnswer(List<Receipt> receipts, List<UUID> unknown) {}

    private PushMessages() {}
}
