package io.plumbline.fieldwork;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.sync.merge.VisitState;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An assignment as its assignee's devices have it.
 *
 * @param outOfScope whether it was finished so long ago that they have it no more
 */
record AssignmentDocument(
        UUID id,
        Programme programme,
        UUID checklist,
        Unit unit,
        @Nullable Person subjectStaff,
        @Nullable JsonNode serviceEvent,
        LocalDate windowFrom,
        LocalDate windowTo,
        VisitState state,
        UUID visit,
        @Nullable String returnReason,
        List<Remark> returnRemarks,
        @Nullable LocalDate serviceOn,
        @JsonIgnore UUID assigneeId,
        @JsonIgnore int revision,
        @JsonIgnore boolean outOfScope) {
    /** The same one revision later, in another state or with another person; devices have it again. */
    AssignmentDocument moved(VisitState to, UUID assignee) {
        boolean returned = to == VisitState.RETURNED;
        return with(
                to,
                returned ? returnReason : null,
                returned ? returnRemarks : List.of(),
                serviceOn,
                assignee,
                revision + 1,
                false);
    }

    AssignmentDocument returned(String reason, List<Remark> remarks) {
        return with(VisitState.RETURNED, reason, remarks, serviceOn, assigneeId, revision + 1, false);
    }

    AssignmentDocument servedOn(@Nullable LocalDate day) {
        return with(state, returnReason, returnRemarks, day, assigneeId, revision, outOfScope);
    }

    /** The same, back in its assignee's scope. */
    AssignmentDocument backInScope() {
        return with(state, returnReason, returnRemarks, serviceOn, assigneeId, revision, false);
    }

    /** The same as the assignee's devices have it. */
    AssignmentDocument forAssignee() {
        JsonNode shown = CustomerContact.forAssignee(serviceEvent, state);
        return new AssignmentDocument(
                id,
                programme,
                checklist,
                unit,
                subjectStaff,
                shown,
                windowFrom,
                windowTo,
                state,
                visit,
                returnReason,
                returnRemarks,
                serviceOn,
                assigneeId,
                revision,
                outOfScope);
    }

    private AssignmentDocument with(
            VisitState newState,
            @Nullable String reason,
            List<Remark> remarks,
            @Nullable LocalDate servedOn,
            UUID assignee,
            int newRevision,
            boolean gone) {
        return new AssignmentDocument(
                id,
                programme,
                checklist,
                unit,
                subjectStaff,
                serviceEvent,
                windowFrom,
                windowTo,
                newState,
                visit,
                reason,
                remarks,
                servedOn,
                assignee,
                newRevision,
                gone);
    }

    record Programme(UUID id, String code, ProgrammeKind kind, JsonNode name) {}

    record Unit(
            UUID id,
            String name,
            String type,
            @Nullable String storeKind,
            @Nullable String address,
            @Nullable BigDecimal lat,
            @Nullable BigDecimal lon) {}

    record Person(UUID id, String name) {}

    /** What a reviewer wrote about an item, or about the whole when there is none. */
    record Remark(@Nullable String item, String text) {}
}
