package io.plumbline.checklist;

import java.util.UUID;

/** Fired inside the transaction that publishes a version. */
public record ChecklistPublished(UUID versionId) {}
