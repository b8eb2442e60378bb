package io.plumbline.identity;

import io.plumbline.identity.Affiliations.OrganisationName;
import io.plumbline.identity.Affiliations.StaffName;
import io.plumbline.identity.Affiliations.UnitName;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An account as its owner sees it. */
public record Me(
        UUID id,
        String signInName,
        String displayName,
        List<Role> roles,
        String locale,
        OrganisationName organisation,
        @Nullable UnitName unit,
        @Nullable StaffName staff) {}
