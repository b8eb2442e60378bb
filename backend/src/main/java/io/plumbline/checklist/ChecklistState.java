package io.plumbline.checklist;

/** A draft may be replaced; a published version never changes (CHK-7). */
public enum ChecklistState {
    DRAFT,
    PUBLISHED
}
