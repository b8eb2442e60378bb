package io.plumbline.organisation;

import java.math.BigDecimal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A unit with where to find it. Latitude and longitude are in degrees (WGS 84), both or neither. */
public record UnitDetails(
        UUID id,
        String code,
        String name,
        UnitType type,
        @Nullable StoreKind storeKind,
        @Nullable String address,
        @Nullable BigDecimal latitude,
        @Nullable BigDecimal longitude) {
    public UnitRef ref() {
        return new UnitRef(id, code, name, type, storeKind);
    }
}
