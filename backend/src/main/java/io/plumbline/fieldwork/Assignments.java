package io.plumbline.fieldwork;

import io.plumbline.fieldwork.AssignmentQueries.Row;
import io.plumbline.fieldwork.AssignmentQueries.Transition;
import io.plumbline.identity.Accounts;
import io.plumbline.organisation.OrganisationCalendar;
import io.plumbline.organisation.OrganisationProfile;
import io.plumbline.organisation.StaffDirectory;
import io.plumbline.organisation.Units;
import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import io.plumbline.platform.tenancy.CurrentOrganisation;
import io.plumbline.platform.time.Ids;
import io.plumbline.sync.RowChange;
import io.plumbline.sync.RowLimits;
import io.plumbline.sync.SyncFeed;
import io.plumbline.sync.merge.VisitState;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Gives field work to people. The number of SQL statements does not grow with the number of assignments. */
@ApplicationScoped
public class Assignments {
    public static final int MAX_AT_ONCE = 1_000;

    private final Jdbi jdbi;
    private final CurrentOrganisation organisation;
    private final Units units;
    private final StaffDirectory staff;
    private final Accounts accounts;
    private final OrganisationCalendar calendar;
    private final RowLimits rowLimits;
    private final SyncFeed feed;
    private final PreviousFindings previous;
    private final Clock clock;

    @Inject
    Assignments(
            Jdbi jdbi,
            CurrentOrganisation organisation,
            Units units,
            StaffDirectory staff,
            Accounts accounts,
            OrganisationCalendar calendar,
            RowLimits rowLimits,
            SyncFeed feed,
            PreviousFindings previous,
            Clock clock) {
        this.jdbi = jdbi;
        this.organisation = organisation;
        this.units = units;
        this.staff = staff;
        this.accounts = accounts;
        this.calendar = calendar;
        this.rowLimits = rowLimits;
        this.feed = feed;
        this.previous = previous;
        this.clock = clock;
    }

    /**
     * Creates them all or none. The checklist version is the programme's now and stays (CHK-7).
     *
     * @param createdBy null when no person did
     * @return in the order given
     */
    @Transactional
    public List<CreatedAssignment> create(List<NewAssignment> assignments, @Nullable UUID createdBy) {
        if (assignments.isEmpty() || assignments.size() > MAX_AT_ONCE) {
            throw Problem.invalid("/assignments", "out-of-range", "Give 1 to " + MAX_AT_ONCE + " assignments.");
        }
        UUID organisationId = organisation.requireId();
        Instant now = clock.instant();
        Map<UUID, UUID> checklists = check(organisationId, assignments);
        rowLimits.requireRoom(rowsOf(organisationId, assignments));
        List<Row> rows = new ArrayList<>(assignments.size());
        List<Transition> transitions = new ArrayList<>(assignments.size());
        for (NewAssignment assignment : assignments) {
            UUID id = Ids.next();
            rows.add(new Row(id, Ids.next(), of(checklists, assignment.programme()), assignment));
            transitions.add(new Transition(
                    Ids.next(),
                    id,
                    null,
                    VisitState.ASSIGNED,
                    now,
                    null,
                    createdBy,
                    null,
                    null,
                    null,
                    Required.of(assignment.assignee(), "/assignee"),
                    1));
        }
        List<UUID> ids = rows.stream().map(Row::id).toList();
        jdbi.useHandle(handle -> {
            AssignmentQueries.insert(handle, organisationId, createdBy, now, rows);
            AssignmentQueries.insertTransitions(handle, organisationId, transitions);
            List<RowChange> changes = new ArrayList<>();
            AssignmentQueries.documents(handle, organisationId, ids)
                    .values()
                    .forEach(document -> changes.add(AssignmentRows.row(document)));
            feed.publish(changes);
            feed.publishIfDifferent(organisationRow());
            previous.publish(handle, ids);
        });
        return rows.stream()
                .map(row -> new CreatedAssignment(row.id(), row.visitId()))
                .toList();
    }

    /** An assignment is a row, and its visit another; a third where it is shown what was found before. */
    private List<UUID> rowsOf(UUID organisationId, List<NewAssignment> assignments) {
        Set<UUID> showing = new HashSet<>(jdbi.withHandle(handle -> PreviousQueries.programmesShowing(
                handle, organisationId, distinct(assignments, NewAssignment::programme))));
        List<UUID> rows = new ArrayList<>();
        for (NewAssignment assignment : assignments) {
            UUID assignee = assignment.assignee();
            if (assignee != null) {
                rows.addAll(Collections.nCopies(showing.contains(assignment.programme()) ? 3 : 2, assignee));
            }
        }
        return rows;
    }

    private Map<UUID, UUID> check(UUID organisationId, List<NewAssignment> assignments) {
        Map<UUID, UUID> checklists = jdbi.withHandle(handle -> AssignmentQueries.checklistsOfProgrammes(
                handle, organisationId, distinct(assignments, NewAssignment::programme)));
        Set<UUID> knownUnits =
                units.byIds(distinct(assignments, NewAssignment::unit)).keySet();
        Set<UUID> knownPeople =
                accounts.byIds(distinct(assignments, NewAssignment::assignee)).keySet();
        Set<UUID> knownStaff =
                staff.byIds(distinct(assignments, NewAssignment::subjectStaff)).keySet();
        for (int i = 0; i < assignments.size(); i++) {
            NewAssignment assignment = assignments.get(i);
            String at = "/assignments/" + i;
            requireKnown(checklists.keySet(), assignment.programme(), at + "/programme");
            requireKnown(knownUnits, assignment.unit(), at + "/unit");
            requireKnown(knownPeople, assignment.assignee(), at + "/assignee");
            if (assignment.subjectStaff() != null) {
                requireKnown(knownStaff, assignment.subjectStaff(), at + "/subjectStaff");
            }
            if (Required.of(assignment.windowTo(), at + "/windowTo")
                    .isBefore(Required.of(assignment.windowFrom(), at + "/windowFrom"))) {
                throw Problem.invalid(at + "/windowTo", "out-of-range", "A window ends on or after its first day.");
            }
        }
        return checklists;
    }

    private RowChange organisationRow() {
        OrganisationProfile profile = calendar.profile();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", profile.id());
        body.put("name", profile.name());
        body.put("timeZone", profile.timeZone().getId());
        body.put("calendarMonthCloseDay", profile.monthCloseDay());
        return RowChange.upsert("org", "organisation", profile.id(), 1, Json.write(body));
    }

    private static Set<UUID> distinct(List<NewAssignment> assignments, Function<NewAssignment, @Nullable UUID> what) {
        Set<UUID> ids = new HashSet<>();
        for (NewAssignment assignment : assignments) {
            UUID id = what.apply(assignment);
            if (id != null) {
                ids.add(id);
            }
        }
        return ids;
    }

    private static void requireKnown(Set<UUID> known, @Nullable UUID id, String pointer) {
        if (!known.contains(Required.of(id, pointer))) {
            throw Problem.invalid(pointer, "not-found", "There is no such thing: " + id + ".");
        }
    }

    private static UUID of(Map<UUID, UUID> checklists, @Nullable UUID programme) {
        UUID version = checklists.get(programme);
        if (version == null) {
            throw Problem.of(ProblemType.VALIDATION, "There is no programme " + programme + ".");
        }
        return version;
    }
}
