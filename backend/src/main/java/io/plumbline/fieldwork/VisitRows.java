package io.plumbline.fieldwork;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.fieldwork.ConflictQueries.ConflictView;
import io.plumbline.sync.RowChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Rows of the feed that show visits and their conflicts. */
final class VisitRows {
    private VisitRows() {}

    static RowChange visit(AssignmentDocument assignment, VisitFacts visit, Set<String> verified) {
        return visit(assignment, visit, verified, visit.resultJson());
    }

    /** @param score {@link VisitFacts#resultJson} */
    static RowChange visit(
            AssignmentDocument assignment, VisitFacts visit, Set<String> verified, @Nullable String score) {
        return RowChange.upsert(
                RowChange.userScope(assignment.assigneeId()),
                "visit",
                visit.id(),
                visit.revision(),
                Json.write(visit.body(assignment, verified, score)));
    }

    static RowChange conflict(AssignmentDocument assignment, ConflictView conflict) {
        return conflict(RowChange.userScope(assignment.assigneeId()), conflict);
    }

    /** A conflict has two states, so it has two revisions. */
    private static RowChange conflict(String scope, ConflictView conflict) {
        int revision = conflict.state().equals("OPEN") ? 1 : 2;
        JsonNode body = Json.MAPPER.valueToTree(conflict);
        return RowChange.upsert(scope, "conflict", conflict.id(), revision, Json.write(body));
    }

    /** What a visit's rows become when its assignment goes from one person to another. */
    static List<RowChange> moved(Handle handle, UUID organisationId, UUID visitId, String from, String to) {
        List<RowChange> changes = new ArrayList<>();
        AssignmentQueries.documentsOfVisits(handle, organisationId, List.of(visitId))
                .values()
                .forEach(assignment -> VisitQueries.byIds(handle, organisationId, List.of(visitId))
                        .values()
                        .forEach(visit -> {
                            ObjectNode body = visit.body(
                                    assignment, verifiedPhotos(handle, organisationId, visitId), visit.resultJson());
                            changes.add(RowChange.left(from, "visit", visitId, visit.revision()));
                            changes.add(RowChange.upsert(to, "visit", visitId, visit.revision(), Json.write(body)));
                        }));
        for (ConflictView conflict : ConflictQueries.ofVisit(handle, organisationId, visitId)) {
            changes.add(RowChange.left(from, "conflict", conflict.id(), 1));
            changes.add(conflict(to, conflict));
        }
        return changes;
    }

    /** The visit's row as the visit is now; none before its first operation. */
    static List<RowChange> shown(Handle handle, UUID organisationId, UUID visitId) {
        AssignmentDocument assignment = AssignmentQueries.documentsOfVisits(handle, organisationId, List.of(visitId))
                .get(visitId);
        VisitFacts visit =
                VisitQueries.byIds(handle, organisationId, List.of(visitId)).get(visitId);
        return assignment == null || visit == null
                ? List.of()
                : List.of(visit(assignment, visit, verifiedPhotos(handle, organisationId, visitId)));
    }

    private static Set<String> verifiedPhotos(Handle handle, UUID organisationId, UUID visitId) {
        return VisitQueries.verifiedPhotos(handle, organisationId, visitId);
    }
}
