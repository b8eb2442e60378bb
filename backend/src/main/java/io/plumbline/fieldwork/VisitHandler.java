package io.plumbline.fieldwork;

import io.plumbline.checklist.ChecklistVersion;
import io.plumbline.checklist.ChecklistVersions;
import io.plumbline.fieldwork.AssignmentQueries.FormerAssignee;
import io.plumbline.fieldwork.VisitWork.Standing;
import io.plumbline.identity.AccountRef;
import io.plumbline.identity.Accounts;
import io.plumbline.media.Blobs;
import io.plumbline.organisation.OrganisationCalendar;
import io.plumbline.sync.EntityOperations;
import io.plumbline.sync.HandlerResult;
import io.plumbline.sync.OperationHandler;
import io.plumbline.sync.OperationOutcome;
import io.plumbline.sync.PushContext;
import io.plumbline.sync.SyncOperation;
import io.plumbline.sync.checklist.ChecklistDocument;
import io.plumbline.sync.merge.ChecklistLookup;
import io.plumbline.sync.message.OperationCode;
import io.plumbline.sync.message.OperationKind;
import io.plumbline.sync.message.OperationParser;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Operations on visits: reads all visits of the push at once, lets {@link VisitWork} decide each, writes all at once.
 * The number of SQL statements does not grow with the visits.
 */
@ApplicationScoped
class VisitHandler implements OperationHandler {
    private final Jdbi jdbi;
    private final ChecklistVersions checklists;
    private final Blobs blobs;
    private final OrganisationCalendar calendar;
    private final MonthStates months;
    private final VisitWriter writer;
    private final Accounts accounts;

    @Inject
    VisitHandler(
            Jdbi jdbi,
            ChecklistVersions checklists,
            Blobs blobs,
            OrganisationCalendar calendar,
            MonthStates months,
            VisitWriter writer,
            Accounts accounts) {
        this.jdbi = jdbi;
        this.checklists = checklists;
        this.blobs = blobs;
        this.calendar = calendar;
        this.months = months;
        this.writer = writer;
        this.accounts = accounts;
    }

    @Override
    public String entity() {
        return OperationKind.VISIT;
    }

    @Override
    public Set<String> kinds() {
        return Arrays.stream(OperationKind.values()).map(OperationKind::wire).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public HandlerResult handle(List<EntityOperations> groups, PushContext context) {
        return jdbi.withHandle(handle -> handle(handle, groups, context));
    }

    private HandlerResult handle(Handle handle, List<EntityOperations> groups, PushContext context) {
        Map<UUID, OperationOutcome> outcomes = new HashMap<>();
        List<UUID> ids = groups.stream().map(EntityOperations::entityId).toList();
        Map<UUID, AssignmentDocument> assignments =
                AssignmentQueries.documentsOfVisits(handle, context.organisationId(), ids);
        Map<UUID, VisitFacts> visits = VisitQueries.byIds(handle, context.organisationId(), ids);
        ChecklistLookup lookup = lookup(groups, assignments);
        Set<UUID> ownWork = ownWork(assignments.values());
        List<FormerAssignee> former = former(handle, context, groups, assignments);
        Map<UUID, VisitWork> works = new LinkedHashMap<>();
        for (EntityOperations group : groups) {
            AssignmentDocument assignment = assignments.get(group.entityId());
            if (assignment == null) {
                group.fresh().forEach(operation -> outcomes.put(operation.id(), noAssignment()));
                continue;
            }
            VisitFacts before = visits.getOrDefault(group.entityId(), VisitFacts.before(assignment));
            VisitWork work = new VisitWork(
                    assignment,
                    before,
                    lookup,
                    group,
                    context,
                    new CallbackRules(assignment, ownWork.contains(assignment.id())));
            group.held().forEach(operation -> work.fold(operation, Standing.ASSIGNEE));
            group.fresh().forEach(operation -> work.fold(operation, standing(operation, assignment, former)));
            works.put(group.entityId(), work);
        }
        Set<String> media = new HashSet<>();
        works.values().forEach(work -> media.addAll(work.media()));
        Set<String> verified = blobs.verifiedOfDeclared(media);
        ZoneId zone = calendar.zone();
        Set<YearMonth> closed = closedMonths(works, zone);
        works.values().forEach(work -> work.decide(verified, closed, zone));
        for (EntityOperations group : groups) {
            VisitWork work = works.get(group.entityId());
            if (work != null) {
                outcomes.putAll(work.outcomes(group));
            }
        }
        writer.write(handle, context, changed(groups, works), verified, zone);
        return new HandlerResult(outcomes);
    }

    /** Assignments of callbacks whose assignee is the person asked about. */
    private Set<UUID> ownWork(Collection<AssignmentDocument> assignments) {
        List<AssignmentDocument> callbacks = assignments.stream()
                .filter(each -> each.programme().kind().isCallback() && each.subjectStaff() != null)
                .toList();
        if (callbacks.isEmpty()) {
            return Set.of();
        }
        Map<UUID, AccountRef> people = accounts.byIds(callbacks.stream()
                .map(AssignmentDocument::assigneeId)
                .distinct()
                .toList());
        return callbacks.stream()
                .filter(each -> {
                    AccountRef assignee = people.get(each.assigneeId());
                    AssignmentDocument.Person subject = each.subjectStaff();
                    return assignee != null && subject != null && subject.id().equals(assignee.staffId());
                })
                .map(AssignmentDocument::id)
                .collect(Collectors.toSet());
    }

    /** A visit that is only looked at again may have changed by its files. */
    private static List<VisitWork> changed(List<EntityOperations> groups, Map<UUID, VisitWork> works) {
        List<VisitWork> changed = new ArrayList<>();
        for (EntityOperations group : groups) {
            VisitWork work = works.get(group.entityId());
            if (work != null) {
                boolean filesOnly = group.fresh().isEmpty() && work.before().revision() > 0;
                if (work.changed() || (filesOnly && !work.media().isEmpty())) {
                    changed.add(work);
                }
            }
        }
        return changed;
    }

    private Set<YearMonth> closedMonths(Map<UUID, VisitWork> works, ZoneId zone) {
        Set<YearMonth> asked = works.values().stream()
                .map(work -> work.month(zone))
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
        return asked.isEmpty() ? Set.of() : months.closed(asked);
    }

    /** Every version that is pinned or named. */
    private ChecklistLookup lookup(List<EntityOperations> groups, Map<UUID, AssignmentDocument> assignments) {
        Set<UUID> versions = new HashSet<>();
        assignments.values().forEach(assignment -> versions.add(assignment.checklist()));
        for (EntityOperations group : groups) {
            for (SyncOperation operation : group.fresh()) {
                OperationParser.findUuid(operation.body().path("checklist")).ifPresent(versions::add);
            }
            for (SyncOperation operation : group.held()) {
                OperationParser.findUuid(operation.body().path("checklist")).ifPresent(versions::add);
            }
        }
        Map<UUID, ChecklistVersion> published = checklists.published(versions);
        Map<String, ChecklistDocument> documents = new HashMap<>();
        published.forEach((id, version) -> documents.put(id.toString(), version.document()));
        return id -> Optional.ofNullable(documents.get(id));
    }

    private static List<FormerAssignee> former(
            Handle handle,
            PushContext context,
            List<EntityOperations> groups,
            Map<UUID, AssignmentDocument> assignments) {
        Set<UUID> asked = new HashSet<>();
        for (EntityOperations group : groups) {
            AssignmentDocument assignment = assignments.get(group.entityId());
            if (assignment != null
                    && group.fresh().stream()
                            .anyMatch(operation -> !operation.actorId().equals(assignment.assigneeId()))) {
                asked.add(assignment.id());
            }
        }
        return asked.isEmpty() ? List.of() : AssignmentQueries.formerAssignees(handle, context.organisationId(), asked);
    }

    private static Standing standing(
            SyncOperation operation, AssignmentDocument assignment, List<FormerAssignee> former) {
        if (operation.actorId().equals(assignment.assigneeId())) {
            return Standing.ASSIGNEE;
        }
        long known = operation.body().path("known").path("assignment").asLong(-1);
        return former.stream()
                        .filter(each -> each.assignmentId().equals(assignment.id()))
                        .anyMatch(each -> each.wrote(operation.actorId(), known))
                ? Standing.FORMER
                : Standing.NONE;
    }

    private static OperationOutcome noAssignment() {
        return OperationOutcome.parked(
                OperationCode.NOT_ASSIGNED, "There is no assignment with this visit.", "/entityId");
    }
}
