package io.plumbline.sync;

import java.util.Locale;

/** What became of a stored operation. All four are final for transport: the device need not send it again. */
public enum OperationStatus {
    APPLIED,
    /** Stored, but a later value stands. */
    SUPERSEDED,
    /** Waits for something it names and is released by itself. */
    HELD,
    /** Could not be understood, permitted or applied; kept whole in the office's list. */
    PARKED;

    /** Whether the operation takes part in what the visit or other thing looks like. */
    public boolean counts() {
        return this == APPLIED || this == SUPERSEDED;
    }

    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
