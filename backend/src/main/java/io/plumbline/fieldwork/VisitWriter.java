package io.plumbline.fieldwork;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.fieldwork.AssignmentQueries.Transition;
import io.plumbline.fieldwork.ConflictQueries.ConflictView;
import io.plumbline.identity.Accounts;
import io.plumbline.platform.time.Ids;
import io.plumbline.sync.DeviceNames;
import io.plumbline.sync.PushContext;
import io.plumbline.sync.RowChange;
import io.plumbline.sync.SyncFeed;
import io.plumbline.sync.SyncOperation;
import io.plumbline.sync.merge.Conflict;
import io.plumbline.sync.merge.Head;
import io.plumbline.sync.merge.VisitBody;
import io.plumbline.sync.merge.VisitState;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Writes what became of visits: the visits, photos, conflicts, assignments, transitions and the rows that show them.
 */
@ApplicationScoped
class VisitWriter {
    private final Accounts accounts;
    private final DeviceNames devices;
    private final SyncFeed feed;

    @Inject
    VisitWriter(Accounts accounts, DeviceNames devices, SyncFeed feed) {
        this.accounts = accounts;
        this.devices = devices;
        this.feed = feed;
    }

    void write(Handle handle, PushContext context, List<VisitWork> works, Set<String> verified, ZoneId zone) {
        if (works.isEmpty()) {
            return;
        }
        UUID organisationId = context.organisationId();
        List<RowChange> rows = new ArrayList<>();
        Map<UUID, VisitFacts> visits = new HashMap<>();
        Map<UUID, @Nullable String> results = new HashMap<>();
        List<AssignmentDocument> moved = new ArrayList<>();
        List<Transition> transitions = new ArrayList<>();
        Map<UUID, AssignmentDocument> assignments = new HashMap<>();
        List<UUID> returning = new ArrayList<>();
        for (VisitWork work : works) {
            VisitFacts visit = work.after(zone);
            AssignmentDocument assignment = transitions(work, context, transitions)
                    .servedOn(visit.serviceOn())
                    .backInScope();
            if (!assignment.equals(work.assignment())) {
                moved.add(assignment);
                rows.add(AssignmentRows.row(assignment));
            }
            visits.put(visit.id(), visit);
            assignments.put(visit.id(), assignment);
            @Nullable String result = visit.resultJson();
            results.put(visit.id(), result);
            rows.add(VisitRows.visit(assignment, visit, verified, result));
            if (work.assignment().outOfScope()) {
                returning.add(visit.id());
            }
        }
        VisitQueries.write(handle, organisationId, visits.values(), results);
        VisitQueries.writePhotos(handle, organisationId, visits.values());
        if (works.stream().anyMatch(VisitWork::removesPhotos)) {
            VisitQueries.removePhotos(handle, organisationId, visits.values());
        }
        AssignmentQueries.update(handle, organisationId, moved);
        AssignmentQueries.insertTransitions(handle, organisationId, transitions);
        List<ConflictView> conflicts = conflicts(handle, context, visits);
        if (!returning.isEmpty()) {
            conflicts.addAll(ConflictQueries.ofVisits(handle, organisationId, returning));
            feed.publishReceipts(returning);
        }
        for (ConflictView conflict : conflicts) {
            AssignmentDocument assignment = assignments.get(conflict.visit());
            if (assignment != null) {
                rows.add(VisitRows.conflict(assignment, conflict));
            }
        }
        feed.publish(rows);
    }

    /** The assignment as it stands after the work; each step is recorded (FLD-2). */
    private static AssignmentDocument transitions(VisitWork work, PushContext context, List<Transition> transitions) {
        AssignmentDocument assignment = work.assignment();
        if (work.started().isPresent()) {
            assignment = assignment.moved(VisitState.IN_PROGRESS, assignment.assigneeId());
            transitions.add(
                    transition(work.assignment(), assignment, work.started().get(), context));
        }
        if (work.submitted().isPresent()) {
            AssignmentDocument before = assignment;
            assignment = assignment.moved(VisitState.SUBMITTED, assignment.assigneeId());
            transitions.add(transition(before, assignment, work.submitted().get(), context));
        }
        return assignment;
    }

    private static Transition transition(
            AssignmentDocument from, AssignmentDocument to, SyncOperation by, PushContext context) {
        return new Transition(
                Ids.next(),
                from.id(),
                from.state(),
                to.state(),
                context.now(),
                by.deviceAt(),
                by.actorId(),
                by.deviceId(),
                by.id(),
                null,
                to.assigneeId(),
                to.revision());
    }

    /** Opens and closes conflicts; those that changed or are open. */
    private List<ConflictView> conflicts(Handle handle, PushContext context, Map<UUID, VisitFacts> visits) {
        List<Conflict> open = visits.values().stream()
                .flatMap(visit -> visit.document().openConflicts().values().stream())
                .toList();
        List<ConflictView> views = new ArrayList<>(named(open));
        ConflictQueries.open(handle, context.organisationId(), context.now(), views);
        views.addAll(ConflictQueries.closeOthers(
                handle,
                context.organisationId(),
                context.now(),
                visits.keySet(),
                open.stream().map(Conflict::id).toList()));
        return views;
    }

    private List<ConflictView> named(List<Conflict> conflicts) {
        if (conflicts.isEmpty()) {
            return List.of();
        }
        Set<UUID> people = new HashSet<>();
        Set<UUID> machines = new HashSet<>();
        for (Conflict conflict : conflicts) {
            for (Head head : conflict.heads()) {
                people.add(UUID.fromString(head.by()));
                if (head.device() != null) {
                    machines.add(UUID.fromString(head.device()));
                }
            }
        }
        Map<UUID, String> names = accounts.displayNames(people);
        Map<UUID, String> deviceNames = devices.names(machines);
        return conflicts.stream().map(each -> view(each, names, deviceNames)).toList();
    }

    private static ConflictView view(Conflict conflict, Map<UUID, String> names, Map<UUID, String> deviceNames) {
        ObjectNode body = VisitBody.conflict(conflict, true);
        ArrayNode heads = body.withArray("heads");
        heads.forEach(head -> {
            replaceId((ObjectNode) head, "author", names);
            replaceId((ObjectNode) head, "device", deviceNames);
        });
        return new ConflictView(
                conflict.id(),
                UUID.fromString(conflict.visit()),
                conflict.field(),
                heads,
                UUID.fromString(conflict.winner()),
                "OPEN");
    }

    private static void replaceId(ObjectNode head, String field, Map<UUID, String> names) {
        @Nullable String id = head.path(field).textValue();
        head.put(field, id == null ? null : names.getOrDefault(UUID.fromString(id), ""));
    }
}
