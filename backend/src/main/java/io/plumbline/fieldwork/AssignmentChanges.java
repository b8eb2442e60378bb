package io.plumbline.fieldwork;

import io.plumbline.fieldwork.AssignmentQueries.Transition;
import io.plumbline.identity.Accounts;
import io.plumbline.identity.CurrentAccount;
import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import io.plumbline.platform.tenancy.CurrentOrganisation;
import io.plumbline.platform.time.Ids;
import io.plumbline.sync.EntityLocks;
import io.plumbline.sync.RowChange;
import io.plumbline.sync.RowLimits;
import io.plumbline.sync.SyncFeed;
import io.plumbline.sync.merge.VisitState;
import io.plumbline.sync.merge.VisitStates;
import io.plumbline.sync.merge.VisitStates.Asker;
import io.plumbline.sync.merge.VisitStates.Decision;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** What the office does to an assignment once it is given: cancel it, or give it to somebody else. */
@ApplicationScoped
class AssignmentChanges {
    private static final int MAX_REASON = 2_000;

    private final Jdbi jdbi;
    private final CurrentOrganisation organisation;
    private final CurrentAccount account;
    private final Accounts accounts;
    private final EntityLocks locks;
    private final RowLimits rowLimits;
    private final SyncFeed feed;
    private final PreviousFindings previous;
    private final Clock clock;

    @Inject
    AssignmentChanges(
            Jdbi jdbi,
            CurrentOrganisation organisation,
            CurrentAccount account,
            Accounts accounts,
            EntityLocks locks,
            RowLimits rowLimits,
            SyncFeed feed,
            PreviousFindings previous,
            Clock clock) {
        this.jdbi = jdbi;
        this.organisation = organisation;
        this.account = account;
        this.accounts = accounts;
        this.locks = locks;
        this.rowLimits = rowLimits;
        this.feed = feed;
        this.previous = previous;
        this.clock = clock;
    }

    record Cancellation(@Nullable String reason) {}

    record Reassignment(@Nullable UUID assignee, @Nullable String reason) {}

    @Transactional
    void cancel(UUID id, Cancellation cancellation) {
        String reason = Required.text(cancellation.reason(), "/reason", MAX_REASON);
        jdbi.useHandle(handle -> {
            AssignmentDocument before = locked(handle, id, VisitState.CANCELLED);
            AssignmentDocument after = before.moved(VisitState.CANCELLED, before.assigneeId());
            write(handle, before, after, VisitState.CANCELLED, reason);
            VisitQueries.setState(handle, organisation.requireId(), before.visit(), VisitState.CANCELLED);
            List<RowChange> changes = new ArrayList<>();
            changes.add(AssignmentRows.row(after));
            changes.addAll(VisitRows.shown(handle, organisation.requireId(), before.visit()));
            if (before.outOfScope()) {
                ConflictQueries.ofVisit(handle, organisation.requireId(), before.visit())
                        .forEach(conflict -> changes.add(VisitRows.conflict(after, conflict)));
            }
            publish(before, changes);
            previous.withdraw(List.of(before));
        });
    }

    /** The visit goes with the assignment; what the former assignee's devices hold goes out of their scope. */
    @Transactional
    void reassign(UUID id, Reassignment reassignment) {
        String reason = Required.text(reassignment.reason(), "/reason", MAX_REASON);
        UUID assignee = accounts.require(Required.of(reassignment.assignee(), "/assignee"))
                .id();
        jdbi.useHandle(handle -> {
            AssignmentDocument before = locked(handle, id, VisitState.REASSIGNED);
            if (before.assigneeId().equals(assignee)) {
                throw Problem.of(ProblemType.NOTHING_CHANGED, "The assignment is already theirs.");
            }
            List<UUID> programme = List.of(before.programme().id());
            boolean showing = !PreviousQueries.programmesShowing(handle, organisation.requireId(), programme)
                    .isEmpty();
            rowLimits.requireRoom(Collections.nCopies(showing ? 3 : 2, assignee));
            AssignmentDocument after = before.moved(before.state(), assignee);
            write(handle, before, after, VisitState.REASSIGNED, reason);
            String former = RowChange.userScope(before.assigneeId());
            List<RowChange> changes = new ArrayList<>();
            changes.add(RowChange.left(former, "assignment", id, after.revision()));
            changes.add(AssignmentRows.row(after));
            VisitRows.moved(handle, organisation.requireId(), before.visit(), former, RowChange.userScope(assignee))
                    .forEach(changes::add);
            publish(before, changes);
            previous.withdraw(List.of(before));
            previous.publish(handle, List.of(id));
        });
    }

    private void publish(AssignmentDocument before, List<RowChange> changes) {
        feed.publish(changes);
        if (before.outOfScope()) {
            feed.publishReceipts(List.of(before.visit()));
        }
    }

    /** The office takes nothing back that was submitted: a reviewer accepts or returns it. */
    private AssignmentDocument locked(Handle handle, UUID id, VisitState to) {
        AssignmentDocument seen = require(handle, id);
        locks.lock(List.of(seen.visit()));
        AssignmentDocument assignment = require(handle, id);
        if (VisitStates.decide(assignment.state(), to, Asker.OFFICE) != Decision.ALLOWED) {
            throw Problem.of(ProblemType.STATE_CONFLICT, "The assignment is " + assignment.state() + ".")
                    .with("state", assignment.state())
                    .with("wanted", to);
        }
        return assignment;
    }

    private AssignmentDocument require(Handle handle, UUID id) {
        return AssignmentQueries.find(handle, organisation.requireId(), id)
                .orElseThrow(() -> Problem.notFound("assignment", id));
    }

    private void write(
            Handle handle, AssignmentDocument before, AssignmentDocument after, VisitState to, String reason) {
        UUID organisationId = organisation.requireId();
        AssignmentQueries.update(handle, organisationId, List.of(after));
        Transition transition = new Transition(
                Ids.next(),
                before.id(),
                before.state(),
                to,
                clock.instant(),
                null,
                account.id(),
                null,
                null,
                reason,
                after.assigneeId(),
                after.revision());
        AssignmentQueries.insertTransitions(handle, organisationId, List.of(transition));
    }
}
