package io.plumbline.organisation;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a staff member works and as what, for a span of days (ORG-2).
 *
 * @param positionBonus money per month, at least 0, two decimals
 * @param untilOn the first day no longer posted; null while it lasts
 */
public record Posting(
        UUID id,
        UUID staffId,
        UUID unitId,
        Position position,
        BigDecimal positionBonus,
        LocalDate fromOn,
        @Nullable LocalDate untilOn) {
    Posting withId(UUID other) {
        return new Posting(other, staffId, unitId, position, positionBonus, fromOn, untilOn);
    }
}
