package io.plumbline.organisation;

import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a unit hung in the tree, and when.
 *
 * @param until the first day no longer there; null while it lasts
 */
record PlacementView(
        Parent parent, LocalDate from, @Nullable LocalDate until) {
    record Parent(UUID id, String name) {}
}
