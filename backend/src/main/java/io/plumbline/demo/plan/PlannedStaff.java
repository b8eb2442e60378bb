package io.plumbline.demo.plan;

import io.plumbline.organisation.Employment;
import io.plumbline.organisation.Position;
import java.math.BigDecimal;
import java.time.LocalDate;

/** A staff member and a posting. */
public record PlannedStaff(
        String code,
        String name,
        Employment employment,
        String unit,
        Position position,
        BigDecimal positionBonus,
        LocalDate from) {}
