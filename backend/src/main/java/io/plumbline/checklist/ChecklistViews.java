package io.plumbline.checklist;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the checklist resource answers. */
final class ChecklistViews {
    private ChecklistViews() {}

    /** Lists of the API; all checklists fit one page, so there is never a next one. */
    record Listing(List<Summary> items, @Nullable String next) {}

    record Summary(UUID id, String code, JsonNode title, List<VersionSummary> versions) {}

    record VersionSummary(
            UUID id,
            int number,
            ChecklistState state,
            @Nullable Instant publishedAt) {}

    /** A draft just stored. */
    record Stored(UUID checklist, UUID versionId, int number, ChecklistState state) {}

    record Version(UUID id, int number, ChecklistState state, JsonNode document) {}
}
