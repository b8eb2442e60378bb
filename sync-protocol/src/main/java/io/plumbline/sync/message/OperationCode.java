package io.plumbline.sync.message;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;

/** Why an operation was held or parked, or what was remarkable about it. */
public enum OperationCode {
    OPERATION_ID_REUSED("operation-id-reused"),
    UNKNOWN_KIND("unknown-kind"),
    UNKNOWN_ENTITY("unknown-entity"),
    SCHEMA_TOO_NEW("schema-too-new"),
    VALIDATION("validation"),
    NOT_PERMITTED("not-permitted"),
    NOT_ASSIGNED("not-assigned"),
    STATUS_CONFLICT("status-conflict"),
    CHECKLIST_UNKNOWN("checklist-unknown"),
    MEDIA_INCOMPLETE("media-incomplete"),
    DEPENDENCY_MISSING("dependency-missing"),
    CLOCK_SUSPECT("clock-suspect"),
    OFF_SCOPE("off-scope"),
    AFTER_CANCEL("after-cancel"),
    FORCED("forced");

    private final String wire;

    OperationCode(String wire) {
        this.wire = wire;
    }

    /** The name on the wire. */
    @JsonValue
    public String wire() {
        return wire;
    }

    /** The code with this wire name. */
    public static Optional<OperationCode> find(String wire) {
        for (OperationCode code : values()) {
            if (code.wire.equals(wire)) {
                return Optional.of(code);
            }
        }
        return Optional.empty();
    }

    /** The code with this wire name; an IllegalArgumentException for any other. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static OperationCode require(String wire) {
        return find(wire).orElseThrow(() -> new IllegalArgumentException("no such code: " + wire));
    }
}
