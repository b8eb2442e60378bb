package io.plumbline.sync.message;

import java.util.Optional;

/** The kinds of operations on a visit in version 1. */
public enum OperationKind {
    VISIT_START("visit.start"),
    ANSWERS_SET("answers.set"),
    NOTE_ADD("note.add"),
    PHOTO_ADD("photo.add"),
    PHOTO_REMOVE("photo.remove"),
    CALLBACK_ATTEMPT("callback.attempt"),
    STATUS_REQUEST("status.request");

    /** The entity of all kinds of version 1. */
    public static final String VISIT = "visit";

    private final String wire;

    OperationKind(String wire) {
        this.wire = wire;
    }

    /** The name on the wire. */
    public String wire() {
        return wire;
    }

    /** The kind with this wire name. */
    public static Optional<OperationKind> find(String wire) {
        for (OperationKind kind : values()) {
            if (kind.wire.equals(wire)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
