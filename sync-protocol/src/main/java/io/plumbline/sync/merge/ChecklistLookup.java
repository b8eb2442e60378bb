package io.plumbline.sync.merge;

import io.plumbline.sync.checklist.ChecklistDocument;
import java.util.Optional;

/** Finds published checklist versions. */
@FunctionalInterface
public interface ChecklistLookup {
    /** The version with this id, empty when it is not known (yet). */
    Optional<ChecklistDocument> find(String versionId);
}
