package io.plumbline.ranking;

import io.plumbline.organisation.StoreKind;
import io.plumbline.organisation.UnitType;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whose place is looked at.
 *
 * @param unitType of a unit; null for a person
 * @param own whether it is the account's own unit or person, so that its notices belong here
 */
record PlaceSubject(
        SubjectType type,
        UUID id,
        String name,
        @Nullable UnitType unitType,
        @Nullable StoreKind storeKind,
        boolean own) {
    boolean rankedBy(Board board) {
        return board.subjectType() == type
                && (type == SubjectType.STAFF
                        || (board.unitType() == unitType
                                && (board.storeKind() == null || board.storeKind() == storeKind)));
    }
}
