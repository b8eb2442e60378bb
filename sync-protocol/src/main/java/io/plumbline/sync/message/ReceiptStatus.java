package io.plumbline.sync.message;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;

/** What became of an operation. A device keeps an operation for every status it does not know. */
public enum ReceiptStatus {
    /** Stored and in effect. */
    APPLIED("applied", true),
    /** Was stored before; the receipt is the stored one. */
    DUPLICATE("duplicate", true),
    /** Stored; a later value stands. */
    SUPERSEDED("superseded", true),
    /** Durable, waits for something and is released by itself. */
    HELD("held", true),
    /** Durable as received; could not be understood, permitted or applied; in the office's queue. */
    PARKED("parked", true),
    /** Not stored, send again after a while. */
    RETRY("retry", false),
    /** Not looked at, the batch's budget ran out; send again. */
    SKIPPED("skipped", false);

    private final String wire;
    private final boolean durable;

    ReceiptStatus(String wire, boolean durable) {
        this.wire = wire;
        this.durable = durable;
    }

    /** The name on the wire. */
    @JsonValue
    public String wire() {
        return wire;
    }

    /** Whether the server has the operation, so that it leaves the outbox. */
    public boolean durable() {
        return durable;
    }

    /** The status with this wire name. */
    public static Optional<ReceiptStatus> find(String wire) {
        for (ReceiptStatus status : values()) {
            if (status.wire.equals(wire)) {
                return Optional.of(status);
            }
        }
        return Optional.empty();
    }

    /** The status with this wire name; an IllegalArgumentException for any other. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static ReceiptStatus require(String wire) {
        return find(wire).orElseThrow(() -> new IllegalArgumentException("no such status: " + wire));
    }
}
