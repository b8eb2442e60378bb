package io.plumbline.demo.plan;

import io.plumbline.identity.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An account of the demo.
 *
 * @param unit code of the unit the account looks at
 * @param staff code of the staff member the account is
 * @param shown whether the start's banner names it; the others only fill the past with visits
 */
public record PlannedAccount(
        String signInName,
        String displayName,
        List<Role> roles,
        @Nullable String unit,
        @Nullable String staff,
        boolean shown) {}
