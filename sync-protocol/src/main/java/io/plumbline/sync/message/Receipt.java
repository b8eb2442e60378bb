package io.plumbline.sync.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.plumbline.sync.clock.Hlc;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one operation, stored and the same for ever (but for the status {@code duplicate}).
 *
 * @param code why it was held or parked, or what was remarkable; or null
 * @param detail for the office, or null
 * @param pointer JSON pointer into the operation, or null
 * @param needs what a held operation waits for
 * @param conflicts ids of the conflicts it is part of
 * @param mediaMissing SHA-256 of declared files that are not here yet
 * @param effectiveHlc the time merging uses; null before it was received
 * @param visibleAt position of the pull that shows its effect, a decimal string; or null
 * @param afterMs when to send again, with status {@code retry}; else absent
 * @param original the stored status, with status {@code duplicate}; else absent
 */
public record Receipt(
        UUID operation,
        ReceiptStatus status,
        @Nullable OperationCode code,
        @Nullable String detail,
        @Nullable String pointer,
        List<Need> needs,
        List<UUID> conflicts,
        List<String> mediaMissing,
        @Nullable Hlc effectiveHlc,
        @Nullable String visibleAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long afterMs,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ReceiptStatus original) {
    public Receipt {
        needs = List.copyOf(needs);
        conflicts = List.copyOf(conflicts);
        mediaMissing = List.copyOf(mediaMissing);
    }

    /** The same receipt as the answer to a replay. */
    public Receipt asDuplicate() {
        return new Receipt(
                operation,
                ReceiptStatus.DUPLICATE,
                code,
                detail,
                pointer,
                needs,
                conflicts,
                mediaMissing,
                effectiveHlc,
                visibleAt,
                afterMs,
                original == null ? status : original);
    }
}
