package io.plumbline.organisation;

import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Staff of the current organisation and where they are posted (ORG-2). */
public interface StaffDirectory {
    Optional<StaffRef> find(UUID id);

    /** Throws {@code not-found} for a staff member of another organisation as for one that does not exist. */
    StaffRef require(UUID id);

    /** Ids without a staff member are absent from the answer. */
    Map<UUID, StaffRef> byIds(Collection<UUID> ids);

    Map<UUID, String> names(Collection<UUID> ids);

    Optional<Posting> postingOn(UUID staffId, LocalDate on);

    /** {@link #postingOn} for many with one statement; who is not posted that day is absent. */
    Map<UUID, Posting> postingsOn(Collection<UUID> staffIds, LocalDate on);

    /** The staff posted to one of these units that day, by code. */
    List<StaffRef> postedTo(Collection<UUID> unitIds, LocalDate on);
}
