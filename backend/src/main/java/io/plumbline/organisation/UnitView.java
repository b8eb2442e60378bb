package io.plumbline.organisation;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A unit in the tree of a day. */
record UnitView(
        UUID id,
        String code,
        String name,
        UnitType type,
        @Nullable StoreKind storeKind,
        @Nullable UUID parent,
        @Nullable String address) {
    static UnitView of(UnitDetails unit, @Nullable UUID parent) {
        return new UnitView(unit.id(), unit.code(), unit.name(), unit.type(), unit.storeKind(), parent, unit.address());
    }
}
