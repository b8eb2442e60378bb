package io.plumbline.fieldwork;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.checklist.ChecklistVersions;
import io.plumbline.fieldwork.AssignmentQueries.Transition;
import io.plumbline.fieldwork.AssignmentViews.Person;
import io.plumbline.fieldwork.AssignmentViews.TransitionView;
import io.plumbline.fieldwork.ConflictQueries.ConflictView;
import io.plumbline.fieldwork.ReviewQueries.Review;
import io.plumbline.fieldwork.VisitListQueries.Filter;
import io.plumbline.fieldwork.VisitListQueries.Place;
import io.plumbline.fieldwork.VisitListQueries.Programme;
import io.plumbline.fieldwork.VisitListQueries.Row;
import io.plumbline.fieldwork.VisitListQueries.Staff;
import io.plumbline.fieldwork.VisitListQueries.Unit;
import io.plumbline.identity.Accounts;
import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.tenancy.CurrentOrganisation;
import io.plumbline.sync.checklist.ScoreResult;
import io.plumbline.sync.merge.Collected;
import io.plumbline.sync.merge.VisitState;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Visits as reviewers and the quality office read them. */
@ApplicationScoped
class VisitViews {
    record Item(
            UUID id,
            VisitState state,
            Programme programme,
            Unit unit,
            @Nullable Staff subjectStaff,
            Person inspector,
            @Nullable LocalDate serviceOn,
            @Nullable Instant submittedAt,
            @Nullable String score,
            @Nullable Collected collected,
            boolean late,
            int conflicts,
            int photos,
            int revision) {}

    record ReviewView(
            VisitState decision,
            @Nullable String reason,
            List<AssignmentDocument.Remark> remarks,
            @Nullable String score,
            Instant decidedAt,
            Person decidedBy) {}

    /** Everything of {@link Item}, and what the decision needs. */
    record Detail(
            UUID id,
            VisitState state,
            Programme programme,
            Unit unit,
            @Nullable Staff subjectStaff,
            Person inspector,
            @Nullable LocalDate serviceOn,
            @Nullable Instant submittedAt,
            @Nullable String score,
            @Nullable Collected collected,
            boolean late,
            int photos,
            int revision,
            JsonNode document,
            JsonNode checklist,
            @Nullable ScoreResult result,
            List<ConflictView> conflicts,
            List<ReviewView> reviews,
            List<TransitionView> transitions) {}

    private final Jdbi jdbi;
    private final CurrentOrganisation organisation;
    private final Accounts accounts;
    private final ChecklistVersions checklists;

    @Inject
    VisitViews(Jdbi jdbi, CurrentOrganisation organisation, Accounts accounts, ChecklistVersions checklists) {
        this.jdbi = jdbi;
        this.organisation = organisation;
        this.accounts = accounts;
        this.checklists = checklists;
    }

    @Transactional
    Page<Item> list(Filter filter) {
        int size = filter.limit();
        Filter oneMore =
                new Filter(filter.state(), filter.unit(), filter.from(), filter.to(), filter.cursor(), size + 1);
        List<Row> read = jdbi.withHandle(handle -> VisitListQueries.list(handle, organisation.requireId(), oneMore));
        Map<UUID, String> names = accounts.displayNames(
                read.stream().map(Row::inspectorId).distinct().toList());
        Page<Row> page = Page.of(read, size, Place::encode);
        return new Page<>(page.items().stream().map(row -> item(row, names)).toList(), page.next());
    }

    @Transactional
    Detail require(UUID id) {
        UUID organisationId = organisation.requireId();
        return jdbi.withHandle(handle -> {
            Row row = VisitListQueries.find(handle, organisationId, id);
            VisitFacts visit =
                    VisitQueries.byIds(handle, organisationId, List.of(id)).get(id);
            AssignmentDocument assignment = AssignmentQueries.documentsOfVisits(handle, organisationId, List.of(id))
                    .get(id);
            if (row == null || visit == null || assignment == null) {
                throw Problem.notFound("visit", id);
            }
            List<Transition> transitions = AssignmentQueries.transitions(handle, organisationId, assignment.id());
            List<Review> reviews = ReviewQueries.ofVisit(handle, organisationId, id);
            Set<UUID> people = new HashSet<>(AssignmentViews.people(assignment, transitions));
            reviews.forEach(review -> people.add(review.decidedBy()));
            Map<UUID, String> names = accounts.displayNames(people);
            return new Detail(
                    id,
                    row.state(),
                    row.programme(),
                    row.unit(),
                    row.subjectStaff(),
                    AssignmentViews.person(row.inspectorId(), names),
                    row.serviceOn(),
                    row.submittedAt(),
                    row.score(),
                    row.collected(),
                    row.late(),
                    row.photos(),
                    row.revision(),
                    visit.body(assignment, VisitQueries.verifiedPhotos(handle, organisationId, id), visit.resultJson()),
                    checklists.requirePublished(visit.checklistVersionId()).json(),
                    visit.result(),
                    ConflictQueries.ofVisit(handle, organisationId, id),
                    reviews.stream().map(review -> view(review, names)).toList(),
                    AssignmentViews.transitionViews(transitions, names));
        });
    }

    private static ReviewView view(Review review, Map<UUID, String> names) {
        return new ReviewView(
                review.decision(),
                review.reason(),
                review.remarks(),
                review.score() == null ? null : review.score().toPlainString(),
                review.decidedAt(),
                AssignmentViews.person(review.decidedBy(), names));
    }

    private static Item item(Row row, Map<UUID, String> names) {
        return new Item(
                row.id(),
                row.state(),
                row.programme(),
                row.unit(),
                row.subjectStaff(),
                AssignmentViews.person(row.inspectorId(), names),
                row.serviceOn(),
                row.submittedAt(),
                row.score(),
                row.collected(),
                row.late(),
                row.conflicts(),
                row.photos(),
                row.revision());
    }
}
