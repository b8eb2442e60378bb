package io.plumbline.sync.merge;

/** States of an assignment and its visit (FLD-2). The server's alone; a device asks for a change. */
public enum VisitState {
    ASSIGNED,
    IN_PROGRESS,
    SUBMITTED,
    ACCEPTED,
    RETURNED,
    CANCELLED,
    REASSIGNED,
    EXPIRED
}
