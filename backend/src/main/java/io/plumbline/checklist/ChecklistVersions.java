package io.plumbline.checklist;

import io.plumbline.sync.checklist.ChecklistDocument;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The published checklist versions of the current organisation. They never change, so they are kept in memory (a
 * bounded number of them). Every method takes part in the caller's transaction or opens its own.
 */
public interface ChecklistVersions {
    /** Throws {@code not-found} for an unknown version and {@code state-conflict} for a draft. */
    ChecklistVersion requirePublished(UUID versionId);

    /** The published version; empty for a draft as for one that does not exist. */
    Optional<ChecklistVersion> findPublished(UUID versionId);

    /** {@link #findPublished} for many with at most one statement; ids without a published version are absent. */
    Map<UUID, ChecklistVersion> published(Collection<UUID> versionIds);

    /** The document of {@link #requirePublished}. */
    default ChecklistDocument requireDocument(UUID versionId) {
        return requirePublished(versionId).document();
    }
}
