package io.plumbline.fieldwork;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.plumbline.sync.checklist.ScoreResult;
import io.plumbline.sync.merge.Collected;
import io.plumbline.sync.merge.VisitBody;
import io.plumbline.sync.merge.VisitDocument;
import io.plumbline.sync.merge.VisitState;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A visit as stored: the fold of its operations and what the server decided.
 *
 * @param late whether its month was closed when the submission first arrived (RNK-4)
 * @param result score of its own checklist version, from the first submission on
 * @param collected of a submitted callback, who collected it (CBK-3)
 * @param revision grows with every change; 0 before the first
 */
record VisitFacts(
        UUID id,
        UUID assignmentId,
        UUID checklistVersionId,
        UUID unitId,
        @Nullable UUID subjectStaffId,
        VisitState state,
        @Nullable Instant startedAt,
        @Nullable LocalDate serviceOn,
        @Nullable Instant submittedAt,
        boolean late,
        VisitDocument document,
        @Nullable ScoreResult result,
        @Nullable Collected collected,
        int revision) {
    static VisitFacts before(AssignmentDocument assignment) {
        return new VisitFacts(
                assignment.visit(),
                assignment.id(),
                assignment.checklist(),
                assignment.unit().id(),
                assignment.subjectStaff() == null
                        ? null
                        : assignment.subjectStaff().id(),
                assignment.state(),
                null,
                null,
                null,
                false,
                VisitDocument.empty(
                        assignment.visit().toString(),
                        assignment.id().toString(),
                        assignment.checklist().toString()),
                null,
                null,
                0);
    }

    VisitFacts decided(VisitState decision) {
        return new VisitFacts(
                id,
                assignmentId,
                checklistVersionId,
                unitId,
                subjectStaffId,
                decision,
                startedAt,
                serviceOn,
                submittedAt,
                late,
                document,
                result,
                collected,
                revision + 1);
    }

    /** The result as JSON, which is long: written once, it goes into the visit and into its row. */
    @Nullable
    String resultJson() {
        return result == null ? null : Json.write(result);
    }

    /**
     * The visit as its row shows it.
     *
     * @param score {@link #resultJson}
     */
    ObjectNode body(AssignmentDocument assignment, Set<String> verified, @Nullable String score) {
        ObjectNode body = VisitBody.of(
                document,
                new VisitBody.Facts(
                        state, serviceOn, submittedAt, null, review(assignment), collected, verified::contains));
        if (score != null) {
            body.putRawValue("score", new RawValue(score));
        }
        return body;
    }

    private @Nullable JsonNode review(AssignmentDocument assignment) {
        if (state != VisitState.RETURNED && state != VisitState.ACCEPTED) {
            return null;
        }
        ObjectNode review = Json.MAPPER.createObjectNode();
        review.put("state", state.name());
        review.put("reason", assignment.returnReason());
        review.set("remarks", Json.MAPPER.valueToTree(assignment.returnRemarks()));
        return review;
    }
}
