package io.plumbline.organisation;

import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The tree of the current organisation (ORG-1). A question about the tree names the day it is asked for, because units
 * move; on a day before a unit's first placement the unit stands alone, without ancestors.
 */
public interface Units {
    Optional<UnitRef> find(UUID id);

    /** Throws {@code not-found} for a unit of another organisation as for one that does not exist. */
    UnitRef require(UUID id);

    UnitDetails requireDetails(UUID id);

    /** Ids without a unit are absent from the answer. */
    Map<UUID, UnitRef> byIds(Collection<UUID> ids);

    Map<UUID, UnitDetails> detailsByIds(Collection<UUID> ids);

    Optional<UnitRef> findByCode(String code);

    /** The unit first, then its ancestors up to the root, as of that day. */
    List<UnitRef> path(UUID unitId, LocalDate on);

    /** {@link #path} for many units with one statement. */
    Map<UUID, List<UnitRef>> paths(Collection<UUID> unitIds, LocalDate on);

    /** The unit and everything below it, as of that day. */
    Set<UUID> subtree(UUID unitId, LocalDate on);

    /** Whether {@code unitId} is {@code ancestorId} or below it, as of that day. */
    boolean inSubtree(UUID unitId, UUID ancestorId, LocalDate on);

    /** All units of a type (of a kind, for stores, unless null), by code. */
    List<UnitRef> listOfType(UnitType type, @Nullable StoreKind storeKind);

    /**
     * What the current account may see on that day: empty means the whole tree, which is for administrators, the
     * quality office, reviewers and viewers; everybody else sees the subtree of the own unit and nothing besides.
     */
    Optional<Set<UUID>> confinedTo(LocalDate on);

    UUID create(NewUnit unit);

    /** Hangs the unit under another parent from that day on; what was before that day stays as it was. */
    void move(UUID unitId, UUID parentId, LocalDate from);
}
