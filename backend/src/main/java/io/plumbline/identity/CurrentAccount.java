package io.plumbline.identity;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The account of the request being served. The identifiers and roles come from the verified access token alone; the
 * rest is read from the database once, when first asked for. Outside an authenticated request every method throws the
 * problem {@code unauthenticated}.
 */
public interface CurrentAccount {
    UUID id();

    UUID organisationId();

    Set<Role> roles();

    String displayName();

    /** The place a store manager, team leader or viewer looks at. */
    Optional<UUID> unitId();

    /** The staff member this account is. */
    Optional<UUID> staffId();

    default boolean hasAnyRole(Role... wanted) {
        for (Role role : wanted) {
            if (roles().contains(role)) {
                return true;
            }
        }
        return false;
    }
}
