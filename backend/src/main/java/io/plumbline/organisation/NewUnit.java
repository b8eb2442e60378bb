package io.plumbline.organisation;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A unit to create.
 *
 * @param parent null makes a root, which is always a company
 * @param from the first day under the parent; needed with a parent
 * @param latitude degrees, WGS-84; with a longitude or not at all
 */
public record NewUnit(
        String code,
        String name,
        UnitType type,
        @Nullable StoreKind storeKind,
        @Nullable UUID parent,
        @Nullable LocalDate from,
        @Nullable String address,
        @Nullable BigDecimal latitude,
        @Nullable BigDecimal longitude) {}
