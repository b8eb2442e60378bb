package io.plumbline.organisation;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A staff member in a list, with the posting of the day. */
record StaffView(
        UUID id,
        String code,
        String name,
        Employment employment,
        @Nullable Current posting) {
    record PostedTo(UUID id, String name, UnitType type) {}

    /**
     * @param positionBonus money per month; null for those who may not see it
     */
    record Current(
            PostedTo unit,
            Position position,
            @Nullable BigDecimal positionBonus,
            LocalDate from,
            @Nullable LocalDate until) {}
}
