package io.plumbline.sync;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a device gets for an operation.
 *
 * @param operation null only when what came had no usable id
 * @param original the stored status, in the receipt of a replay
 * @param visibleAt the rows that show the effect have been pulled once a pull's horizon is above this
 * @param afterMs when to try again, for {@code retry}
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record Receipt(
        @Nullable UUID operation,
        String status,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String original,
        @Nullable String code,
        @Nullable String detail,
        @Nullable String pointer,
        List<Map<String, String>> needs,
        List<UUID> conflicts,
        List<String> mediaMissing,
        @Nullable String effectiveHlc,
        @Nullable String visibleAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long afterMs) {
    private static final long RETRY_AFTER_MS = 2_000;

    static Receipt of(UUID operation, OperationOutcome outcome, long effectiveHlc, String visibleAt) {
        return new Receipt(
                operation,
                outcome.status().wire(),
                null,
                outcome.code(),
                outcome.detail(),
                outcome.pointer(),
                outcome.needs().stream().map(Need::wire).toList(),
                outcome.conflicts(),
                outcome.mediaMissing(),
                HlcHex.format(effectiveHlc),
                visibleAt,
                null);
    }

    /** The operation was not stored; the device keeps it and sends it again. */
    static Receipt retry(@Nullable UUID operation) {
        return new Receipt(
                operation,
                "retry",
                null,
                "overloaded",
                null,
                null,
                List.of(),
                List.of(),
                List.of(),
                null,
                null,
                RETRY_AFTER_MS);
    }

    /** The stored receipt as a replay gets it. */
    Receipt asDuplicate() {
        return new Receipt(
                operation,
                "duplicate",
                status,
                code,
                detail,
                pointer,
                needs,
                conflicts,
                mediaMissing,
                effectiveHlc,
                visibleAt,
                null);
    }
}
