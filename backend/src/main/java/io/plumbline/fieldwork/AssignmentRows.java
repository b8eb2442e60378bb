package io.plumbline.fieldwork;

import io.plumbline.sync.RowChange;

/** Rows of the feed that show assignments. */
final class AssignmentRows {
    private AssignmentRows() {}

    static RowChange row(AssignmentDocument assignment) {
        return RowChange.upsert(
                RowChange.userScope(assignment.assigneeId()),
                "assignment",
                assignment.id(),
                assignment.revision(),
                Json.write(assignment.forAssignee()));
    }
}
