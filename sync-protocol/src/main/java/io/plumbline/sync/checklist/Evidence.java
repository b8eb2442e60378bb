package io.plumbline.sync.checklist;

import java.util.Objects;

/**
 * Evidence an item asks for (CHK-5).
 *
 * @param kind what must be there
 * @param when always (as soon as the item is required or answered), or when the item failed
 * @param count how many, 1 to 20; a note counts once
 */
public record Evidence(Kind kind, When when, int count) {
    /** What can be asked for, in the order in which missing things are listed. */
    public enum Kind {
        PHOTO,
        NOTE,
        SIGNATURE
    }

    /** When it is asked for. */
    public enum When {
        ALWAYS,
        FAILED
    }

    public Evidence {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(when, "when");
        Limits.require(count >= 1 && count <= Limits.EVIDENCE_COUNT, "evidence is counted from 1 to 20");
        Limits.require(kind != Kind.NOTE || count == 1, "an item has one note");
    }
}
