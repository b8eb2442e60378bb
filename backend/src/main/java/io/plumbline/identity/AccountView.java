package io.plumbline.identity;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An account in the administrator's list. */
record AccountView(
        UUID id,
        String signInName,
        String displayName,
        List<Role> roles,
        @Nullable UUID unit,
        @Nullable UUID staff,
        String locale,
        boolean disabled) {
    static AccountView of(AccountRef ref, String locale, boolean disabled) {
        return new AccountView(
                ref.id(),
                ref.signInName(),
                ref.displayName(),
                List.copyOf(ref.roles()),
                ref.unitId(),
                ref.staffId(),
                locale,
                disabled);
    }
}
