package io.plumbline.identity;

import java.util.Optional;
import java.util.UUID;

/** What identity asks of the organisation: the names of what an account belongs to. The organisation implements it. */
public interface Affiliations {
    /** The current organisation. */
    record OrganisationName(UUID id, String name, String timeZone) {}

    record UnitName(UUID id, String name, String type) {}

    record StaffName(UUID id, String name) {}

    OrganisationName organisation();

    Optional<UnitName> unit(UUID id);

    Optional<StaffName> staffMember(UUID id);
}
