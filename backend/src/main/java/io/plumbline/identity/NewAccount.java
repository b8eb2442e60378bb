package io.plumbline.identity;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An account to create.
 *
 * @param signInName unique in the whole installation, compared without regard to case
 * @param password plain; only its hash is kept
 * @param locale {@code zh-CN} or {@code en}; null takes {@code zh-CN}
 */
public record NewAccount(
        String signInName,
        String displayName,
        String password,
        Set<Role> roles,
        @Nullable UUID unitId,
        @Nullable UUID staffId,
        @Nullable String locale) {
    public NewAccount(String signInName, String displayName, String password, Set<Role> roles) {
        this(signInName, displayName, password, roles, null, null, null);
    }

    @Override
    public String toString() {
        return "NewAccount[" + signInName + ", " + roles + "]";
    }
}
