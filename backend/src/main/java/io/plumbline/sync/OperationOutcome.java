package io.plumbline.sync;

import io.plumbline.sync.clock.Hlc;
import io.plumbline.sync.message.Need;
import io.plumbline.sync.message.OperationCode;
import io.plumbline.sync.message.Receipt;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a handler decided about one operation; becomes its receipt.
 *
 * @param code of the protocol's catalogue; null when applied without remark
 * @param pointer JSON pointer into the operation to what was wrong
 * @param conflicts open conflicts the operation takes part in
 * @param mediaMissing declared files that have not arrived, SHA-256 in hex
 */
public record OperationOutcome(
        OperationStatus status,
        @Nullable OperationCode code,
        @Nullable String detail,
        @Nullable String pointer,
        List<Need> needs,
        List<UUID> conflicts,
        List<String> mediaMissing) {
    public static OperationOutcome applied() {
        return of(OperationStatus.APPLIED, null, null, null);
    }

    public static OperationOutcome superseded() {
        return of(OperationStatus.SUPERSEDED, null, null, null);
    }

    public static OperationOutcome parked(OperationCode code, String detail) {
        return of(OperationStatus.PARKED, code, detail, null);
    }

    public static OperationOutcome parked(OperationCode code, String detail, @Nullable String pointer) {
        return of(OperationStatus.PARKED, code, detail, pointer);
    }

    public static OperationOutcome held(OperationCode code, String detail, List<Need> needs) {
        List<String> media =
                needs.stream().map(Need::sha256).filter(Objects::nonNull).toList();
        return new OperationOutcome(OperationStatus.HELD, code, detail, null, needs, List.of(), media);
    }

    public OperationOutcome withConflicts(List<UUID> ids) {
        return new OperationOutcome(status, code, detail, pointer, needs, ids, mediaMissing);
    }

    public OperationOutcome withMediaMissing(List<String> sha256) {
        return new OperationOutcome(status, code, detail, pointer, needs, conflicts, sha256);
    }

    public OperationOutcome withCode(OperationCode newCode, String newDetail) {
        return new OperationOutcome(status, newCode, newDetail, pointer, needs, conflicts, mediaMissing);
    }

    public OperationOutcome withDetail(String newDetail) {
        return new OperationOutcome(status, code, newDetail, pointer, needs, conflicts, mediaMissing);
    }

    /**
     * The receipt of the operation this came to.
     *
     * @param visibleAt the rows that show the effect have been pulled once a pull's horizon is above this
     */
    Receipt receipt(UUID operation, Hlc effectiveHlc, String visibleAt) {
        return new Receipt(
                operation,
                status.onWire(),
                code,
                detail,
                pointer,
                needs,
                conflicts,
                mediaMissing,
                effectiveHlc,
                visibleAt,
                null,
                null);
    }

    private static OperationOutcome of(
            OperationStatus status, @Nullable OperationCode code, @Nullable String detail, @Nullable String pointer) {
        return new OperationOutcome(status, code, detail, pointer, List.of(), List.of(), List.of());
    }
}
