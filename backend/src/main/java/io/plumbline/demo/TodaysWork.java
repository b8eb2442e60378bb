package io.plumbline.demo;

import io.plumbline.demo.plan.DemoCalendar;
import io.plumbline.demo.plan.TodayPlanner;
import io.plumbline.fieldwork.Assignments;
import io.plumbline.fieldwork.NewAssignment;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * The work that the demo's inspectors and its installer find today. Every start gives it to those who have none: so a
 * demo of last month is one to try things on as well. It is of programmes of its own, for those of the plan are found
 * given by the number of their assignments.
 */
@ApplicationScoped
class TodaysWork {
    private static final Logger LOG = Logger.getLogger(TodaysWork.class);

    private final Assignments assignments;
    private final ProgrammeStep programmes;
    private final DemoQueries queries;
    private final Clock clock;

    @Inject
    TodaysWork(Assignments assignments, ProgrammeStep programmes, DemoQueries queries, Clock clock) {
        this.assignments = assignments;
        this.programmes = programmes;
        this.queries = queries;
        this.clock = clock;
    }

    /** Gives those work who have none, all in one transaction. */
    void give(DemoContext context) {
        DemoCalendar calendar =
                new DemoCalendar(clock.instant(), context.calendar().zone(), DemoCalendar.FULL_PAST);
        programmes.makeSupplements(calendar, calendar.currentMonth());
        Map<String, UUID> programmeIds = queries.programmesByCode();
        Set<UUID> busy = queries.assigneesOn(calendar.today());
        List<NewAssignment> work = new TodayPlanner(context.seed(), calendar, context.plan())
                .open().stream()
                        .filter(visit ->
                                !busy.contains(context.account(visit.assignee()).id()))
                        .map(visit -> GivingStep.assignment(
                                context,
                                Objects.requireNonNull(programmeIds.get(visit.programme()), visit.programme()),
                                visit))
                        .toList();
        if (!work.isEmpty()) {
            assignments.create(work, context.account("officer@demo").id());
            LOG.infof("Demo: %d assignments for %s", work.size(), calendar.today());
        }
    }
}
