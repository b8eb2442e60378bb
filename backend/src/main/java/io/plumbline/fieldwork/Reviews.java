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
    private final Event<VisitAccepted> accepted;
    private final Clock clock;

    @Inject
    Reviews(
            Jdbi jdbi,
            CurrentOrganisation organisation,
            EntityLocks locks,
            Blobs blobs,
            SyncFeed feed,
            Event<VisitAccepted> accepted,
            Clock clock) {
        this.jdbi = jdbi;
        this.organisation = organisation;
        this.locks = locks;
        this.blobs = blobs;
        this.feed = feed;
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
        jdbi.useHandle(handle -> {
            Locked locked = lock(handle, visitId, revision, reviewer, VisitState.ACCEPTED);
            if (!locked.verified().containsAll(locked.media())) {
                throw Problem.of(ProblemType.STATE_CONFLICT, "Files of the visit did not arrive yet.");
            }
            VisitFacts visit = locked.visit();
            ScoreResult result = visit.result();
            if (result == null || visit.serviceOn() == null) {
                throw new IllegalStateException("a submitted visit has a result and a date: " + visitId);
            }
            AssignmentDocument after = locked.assignment()
                    .moved(VisitState.ACCEPTED, locked.assignment().assigneeId());
            write(handle, locked, after, reviewer, null, List.of());
            accepted.fire(new VisitAccepted(
                    visitId,
                    visit.unitId(),
                    visit.subjectStaffId(),
                    locked.assignment().programme().kind(),
                    visit.checklistVersionId(),
                    visit.serviceOn(),
                    visit.late(),
                    result));
        });
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
            Locked locked = lock(handle, visitId, revision, reviewer, VisitState.RETURNED);
            write(handle, locked, locked.assignment().returned(why, remarks), reviewer, why, remarks);
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

    private Locked lock(Handle handle, UUID visitId, @Nullable Integer revision, UUID reviewer, VisitState wanted) {
        locks.lock(List.of(visitId));
        UUID organisationId = organisation.requireId();
        VisitFacts visit =
                VisitQueries.byIds(handle, organisationId, List.of(visitId)).get(visitId);
        AssignmentDocument assignment = AssignmentQueries.documentsOfVisits(handle, organisationId, List.of(visitId))
                .get(visitId);
        if (visit == null || assignment == null) {
            throw Problem.notFound("visit", visitId);
        }
        if (assignment.assigneeId().equals(reviewer)) {
            throw Problem.of(ProblemType.FORBIDDEN, "Nobody decides a visit of their own.");
        }
        if (revision != null && revision != visit.revision()) {
            throw Problem.of(ProblemType.CONFLICT, "The visit changed since it was looked at.")
                    .with("expected", revision)
                    .with("found", visit.revision());
        }
        if (VisitStates.decide(visit.state(), wanted, Asker.REVIEWER) != Decision.ALLOWED) {
            throw Problem.of(ProblemType.STATE_CONFLICT, "The visit is " + visit.state() + ".")
                    .with("state", visit.state())
                    .with("wanted", wanted);
        }
        Set<String> media = VisitQueries.media(visit.document());
        return new Locked(assignment, visit, media, blobs.verified(media));
    }

    private void write(
            Handle handle,
            Locked locked,
            AssignmentDocument after,
            UUID reviewer,
            @Nullable String reason,
            List<Remark> remarks) {
        UUID organisationId = organisation.requireId();
        Instant now = clock.instant();
        VisitFacts visit = locked.visit();
        ScoreResult result = visit.result();
        String score = result == null ? null : result.score();
        VisitQueries.decide(handle, organisationId, visit.id(), after.state(), reviewer, now);
        ReviewQueries.insert(
                handle,
                organisationId,
                new Review(
                        Ids.next(),
                        visit.id(),
                        after.state(),
                        reason,
                        remarks,
                        score == null ? null : new BigDecimal(score),
                        now,
                        reviewer));
        AssignmentQueries.update(handle, organisationId, List.of(after));
        AssignmentQueries.insertTransitions(
                handle,
                organisationId,
                List.of(new Transition(
                        Ids.next(),
                        after.id(),
                        locked.assignment().state(),
                        after.state(),
                        now,
                        null,
                        reviewer,
                        null,
                        null,
                        reason,
                        after.assigneeId(),
                        after.revision())));
        feed.publish(List.of(
                AssignmentRows.row(after), VisitRows.visit(after, visit.decided(after.state()), locked.verified())));
    }
}
