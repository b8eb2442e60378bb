package io.plumbline.organisation;

import java.time.ZoneId;
import java.util.Optional;
import java.util.UUID;

/** The organisations of this installation; used before one is current. */
public interface OrganisationRegistry {
    Optional<UUID> findByCode(String code);

    boolean isEmpty();

    /** Makes the organisation and its profile. Refuses a taken code. */
    UUID create(String code, String name, ZoneId timeZone, int monthCloseDay);
}
