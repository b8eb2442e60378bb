package io.plumbline.sync;

import io.plumbline.sync.message.ReceiptStatus;

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

    ReceiptStatus onWire() {
        return switch (this) {
            case APPLIED -> ReceiptStatus.APPLIED;
            case SUPERSEDED -> ReceiptStatus.SUPERSEDED;
            case HELD -> ReceiptStatus.HELD;
            case PARKED -> ReceiptStatus.PARKED;
        };
    }
}
