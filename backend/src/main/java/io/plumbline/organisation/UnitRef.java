package io.plumbline.organisation;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A unit as other features see it.
 *
 * @param storeKind present exactly for stores
 */
public record UnitRef(
        UUID id,
        String code,
        String name,
        UnitType type,
        @Nullable StoreKind storeKind) {}
