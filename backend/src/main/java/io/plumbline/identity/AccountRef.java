package io.plumbline.identity;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An account as other features see it. */
public record AccountRef(
        UUID id,
        String signInName,
        String displayName,
        Set<Role> roles,
        @Nullable UUID unitId,
        @Nullable UUID staffId) {}
