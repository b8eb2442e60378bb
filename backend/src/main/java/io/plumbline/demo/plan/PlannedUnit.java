package io.plumbline.demo.plan;

import io.plumbline.organisation.StoreKind;
import io.plumbline.organisation.UnitType;
import java.math.BigDecimal;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** A unit, its first place in the tree, and where to find it. Parents are named by code and planned before children. */
public record PlannedUnit(
        String code,
        String name,
        UnitType type,
        @Nullable StoreKind storeKind,
        @Nullable String parent,
        LocalDate from,
        @Nullable String address,
        @Nullable BigDecimal latitude,
        @Nullable BigDecimal longitude) {}
