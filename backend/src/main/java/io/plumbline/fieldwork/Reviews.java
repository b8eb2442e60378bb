package io.plumbline.fieldwork;

import io.plumbline.fieldwork.AssignmentDocument.Remark;
import io.plumbline.fieldwork.AssignmentQueries.Transition;
import io.plumbline.fieldwork.ReviewQueries.Review;
import io.plumbline.media.Blobs;
import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import io.plumbline.platform.tenancy.CurrentOrganisation;
import io.plumbline.platform.time.Ids;
import io.plumbline.sync.EntityLocks;
import io.plumbline.sync.RowChange;
import io.plumbline.sync.SyncFeed;
import io.plumbline.sync.checklist.ScoreResult;
import io.plumbline.sync.merge.VisitState;
import io.plumbline.sync.merge.VisitStates;
import io.plumbline.sync.merge.VisitStates.Asker;
import io.plumbline.sync.merge.VisitStates.Decision;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Decides submitted visits. Nobody decides a visit of their own. */
@ApplicationScoped
public class Reviews {
    private static final int MAX_REASON = 2_000;
    private static final int MAX_REMARKS = 200;

    private final Jdbi jdbi;
    private final CurrentOrganisation organisation;
    private final EntityLocks locks;
    private final Blobs blobs;
    private final SyncFeed feed;
    private final PreviousFindings previous;
    private final Event<VisitsAccepted> accepted;
    private final Clock clock;

    @Inject
    Reviews(
            Jdbi jdbi,
            CurrentOrganisation organisation,
            EntityLocks locks,
            Blobs blobs,
            SyncFeed feed,
            PreviousFindings previous,
            Event<VisitsAccepted> accepted,
            Clock clock) {
        this.jdbi = jdbi;
        this.organisation = organisation;
        this.locks = locks;
        this.blobs = blobs;
        this.feed = feed;
        this.previous = previous;
        this.accepted = accepted;
        this.clock = clock;
    }

    /**
     * Accepts the visit; who counts it is told in the same transaction.
     *
     * @param revision the one the reviewer looked at; another one now is {@code conflict}; null takes what is there
     */
    @Transactional
    public void accept(UUID visitId, @Nullable Integer revision, UUID reviewer) {
        jdbi.useHandle(handle -> accept(handle, List.of(lock(handle, visitId, revision, reviewer)), reviewer));
    }

    /** Accepts all or none, as they are now. The number of statements does not grow with the visits. */
    @Transactional
    public void acceptAll(Collection<UUID> visitIds, UUID reviewer) {
        jdbi.useHandle(handle -> accept(handle, lockAll(handle, visitIds, reviewer), reviewer));
    }

    private void accept(Handle handle, List<Locked> locked, UUID reviewer) {
        List<VisitAccepted> told = new ArrayList<>();
        List<Decided> decided = new ArrayList<>();
        for (Locked one : locked) {
            requirePossible(one.visit(), VisitState.ACCEPTED);
            if (!one.verified().containsAll(one.media())) {
                throw Problem.of(ProblemType.STATE_CONFLICT, "Files of the visit did not arrive yet.");
            }
            VisitFacts visit = one.visit();
            ScoreResult result = visit.result();
            if (result == null || visit.serviceOn() == null) {
                throw new IllegalStateException("a submitted visit has a result and a date: " + visit.id());
            }
            decided.add(new Decided(
                    one,
                    one.assignment().moved(VisitState.ACCEPTED, one.assignment().assigneeId())));
            told.add(new VisitAccepted(
                    visit.id(),
                    visit.unitId(),
                    visit.subjectStaffId(),
                    one.assignment().programme().kind(),
                    visit.checklistVersionId(),
                    visit.serviceOn(),
                    visit.late(),
                    result));
        }
        write(handle, decided, VisitState.ACCEPTED, reviewer, null, List.of());
        previous.visitsAccepted(handle, decided.stream().map(Decided::after).toList());
        accepted.fire(new VisitsAccepted(told));
    }

    /** Gives the visit back to its author, who may change and submit it again. */
    @Transactional
    void giveBack(
            UUID visitId, @Nullable Integer revision, UUID reviewer, @Nullable String reason, List<Remark> remarks) {
        String why = Required.text(reason, "/reason", MAX_REASON);
        if (remarks.size() > MAX_REMARKS) {
            throw Problem.invalid("/remarks", "out-of-range", "A visit has at most " + MAX_REMARKS + " remarks.");
        }
        for (int i = 0; i < remarks.size(); i++) {
            Required.text(remarks.get(i).text(), "/remarks/" + i + "/text", MAX_REASON);
        }
        jdbi.useHandle(handle -> {
            Locked locked = lock(handle, visitId, revision, reviewer);
            requirePossible(locked.visit(), VisitState.RETURNED);
            Decided decided = new Decided(locked, locked.assignment().returned(why, remarks));
            write(handle, List.of(decided), VisitState.RETURNED, reviewer, why, remarks);
        });
    }

    /**
     * As {@link #giveBack(UUID, Integer, UUID, String, List)} whatever the revision, with remarks by item: for loaders.
     */
    @Transactional
    public void giveBack(UUID visitId, UUID reviewer, String reason, Map<String, String> remarks) {
        List<Remark> list = remarks.entrySet().stream()
                .map(remark -> new Remark(remark.getKey(), remark.getValue()))
                .toList();
        giveBack(visitId, null, reviewer, reason, list);
    }

    private record Locked(AssignmentDocument assignment, VisitFacts visit, Set<String> media, Set<String> verified) {}

    private record Decided(Locked locked, AssignmentDocument after) {}

    private Locked lock(Handle handle, UUID visitId, @Nullable Integer revision, UUID reviewer) {
        Locked locked = lockAll(handle, List.of(visitId), reviewer).get(0);
        VisitFacts visit = locked.visit();
        if (revision != null && revision != visit.revision()) {
            throw Problem.of(ProblemType.CONFLICT, "The visit changed since it was looked at.")
                    .with("expected", revision)
                    .with("found", visit.revision());
        }
        return locked;
    }

    private List<Locked> lockAll(Handle handle, Collection<UUID> visitIds, UUID reviewer) {
        locks.lock(visitIds);
        UUID organisationId = organisation.requireId();
        Map<UUID, VisitFacts> visits = VisitQueries.byIds(handle, organisationId, visitIds);
        Map<UUID, AssignmentDocument> assignments =
                AssignmentQueries.documentsOfVisits(handle, organisationId, visitIds);
        Set<String> media = new HashSet<>();
        visits.values().forEach(visit -> media.addAll(VisitQueries.media(visit.document())));
        Set<String> verified = blobs.verified(media);
        List<Locked> locked = new ArrayList<>();
        for (UUID visitId : visitIds) {
            VisitFacts visit = visits.get(visitId);
            AssignmentDocument assignment = assignments.get(visitId);
            if (visit == null || assignment == null) {
                throw Problem.notFound("visit", visitId);
            }
            if (assignment.assigneeId().equals(reviewer)) {
                throw Problem.of(ProblemType.FORBIDDEN, "Nobody decides a visit of their own.");
            }
            locked.add(new Locked(assignment, visit, VisitQueries.media(visit.document()), verified));
        }
        return locked;
    }

    private static void requirePossible(VisitFacts visit, VisitState wanted) {
        if (VisitStates.decide(visit.state(), wanted, Asker.REVIEWER) != Decision.ALLOWED) {
            throw Problem.of(ProblemType.STATE_CONFLICT, "The visit is " + visit.state() + ".")
                    .with("state", visit.state())
                    .with("wanted", wanted);
        }
    }

    private void write(
            Handle handle,
            List<Decided> decided,
            VisitState state,
            UUID reviewer,
            @Nullable String reason,
            List<Remark> remarks) {
        UUID organisationId = organisation.requireId();
        Instant now = clock.instant();
        List<Review> reviews = new ArrayList<>();
        List<Transition> transitions = new ArrayList<>();
        List<RowChange> changes = new ArrayList<>();
        for (Decided one : decided) {
            VisitFacts visit = one.locked().visit();
            ScoreResult result = visit.result();
            String score = result == null ? null : result.score();
            reviews.add(new Review(
                    Ids.next(),
                    visit.id(),
                    state,
                    reason,
                    remarks,
                    score == null ? null : new BigDecimal(score),
                    now,
                    reviewer));
            AssignmentDocument after = one.after();
            transitions.add(transition(one.locked().assignment(), after, now, reviewer, reason));
            changes.add(AssignmentRows.row(after));
            changes.add(
                    VisitRows.visit(after, visit.decided(state), one.locked().verified()));
        }
        List<UUID> ids = reviews.stream().map(Review::visitId).toList();
        VisitQueries.decide(handle, organisationId, ids, state, reviewer, now);
        ReviewQueries.insert(handle, organisationId, reviews);
        AssignmentQueries.update(
                handle, organisationId, decided.stream().map(Decided::after).toList());
        AssignmentQueries.insertTransitions(handle, organisationId, transitions);
        feed.publish(changes);
    }

    private static Transition transition(
            AssignmentDocument before, AssignmentDocument after, Instant now, UUID reviewer, @Nullable String reason) {
        return new Transition(
                Ids.next(),
                after.id(),
                before.state(),
                after.state(),
                now,
                null,
                reviewer,
                null,
                null,
                reason,
                after.assigneeId(),
                after.revision());
    }
}
