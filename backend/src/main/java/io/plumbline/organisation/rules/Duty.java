package io.plumbline.organisation.rules;

import io.plumbline.organisation.Position;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.UUID;

/**
 * What a posting is about: where, as what, and the money per month that goes with it (ORG-2). The bonus has two
 * decimals, so that equal ones are equal.
 */
public record Duty(UUID unitId, Position position, BigDecimal positionBonus) {
    public Duty {
        positionBonus = positionBonus.setScale(2, RoundingMode.HALF_UP);
    }
}
