package io.plumbline.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.demo.DemoQueries.Given;
import io.plumbline.demo.plan.PlannedVisit;
import io.plumbline.demo.plan.VisitKind;
import io.plumbline.fieldwork.Assignments;
import io.plumbline.fieldwork.NewAssignment;
import io.plumbline.platform.time.PastTime;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Gives the planned visits as assignments. What an earlier load gave is found given. */
@ApplicationScoped
class GivingStep {
    private static final int DAYS_GIVEN_AT_ONCE = 3;
    private static final int HOUR_OF_GIVING = 8;

    /** A planned visit and the assignment it has become. */
    record Job(PlannedVisit plan, Given given) {}

    private final Assignments assignments;
    private final DemoQueries queries;

    @Inject
    GivingStep(Assignments assignments, DemoQueries queries) {
        this.assignments = assignments;
        this.queries = queries;
    }

    /** Gives the visits as assignments, a few days' worth at a time, and returns them with the ids they got. */
    List<Job> give(DemoContext context, List<PlannedVisit> visits) {
        Map<String, UUID> programmes = queries.programmesByCode();
        List<Job> jobs = new ArrayList<>();
        for (VisitKind kind : VisitKind.values()) {
            List<PlannedVisit> ofKind = visits.stream()
                    .filter(visit -> visit.kind() == kind)
                    .sorted(Comparator.comparing(PlannedVisit::windowFrom).thenComparing(PlannedVisit::key))
                    .toList();
            if (!ofKind.isEmpty()) {
                String code = ofKind.get(0).programme();
                UUID programme = Objects.requireNonNull(programmes.get(code), code);
                List<Given> before = queries.given(programme);
                requireBeginningOf(context, ofKind, before);
                giveFrom(context, programme, ofKind, before.size());
                List<Given> given = queries.given(programme);
                for (int i = 0; i < ofKind.size(); i++) {
                    jobs.add(new Job(ofKind.get(i), given.get(i)));
                }
            }
        }
        return jobs;
    }

    /** What was given by an earlier load must be what this one would have given. */
    private static void requireBeginningOf(DemoContext context, List<PlannedVisit> visits, List<Given> given) {
        if (given.size() > visits.size()) {
            throw DemoRefusedException.otherPlan();
        }
        for (int i = 0; i < given.size(); i++) {
            PlannedVisit visit = visits.get(i);
            Given found = given.get(i);
            if (!found.unit().equals(context.unit(visit.unit()))
                    || !found.assignee()
                            .equals(context.account(visit.assignee()).id())
                    || !found.windowFrom().equals(visit.windowFrom())) {
                throw DemoRefusedException.otherPlan();
            }
        }
    }

    private void giveFrom(DemoContext context, UUID programme, List<PlannedVisit> visits, int done) {
        Map<Long, List<PlannedVisit>> rounds = new TreeMap<>();
        visits.forEach(visit -> rounds.computeIfAbsent(
                        visit.windowFrom().toEpochDay() / DAYS_GIVEN_AT_ONCE, round -> new ArrayList<>())
                .add(visit));
        UUID officer = context.account("officer@demo").id();
        int index = 0;
        for (Map.Entry<Long, List<PlannedVisit>> round : rounds.entrySet()) {
            if (index >= done) {
                LocalDate day = LocalDate.ofEpochDay(round.getKey() * DAYS_GIVEN_AT_ONCE);
                List<NewAssignment> wanted = round.getValue().stream()
                        .map(visit -> assignment(context, programme, visit))
                        .toList();
                Instant at = context.calendar().atMostNow(day, HOUR_OF_GIVING, 0);
                PastTime.at(at, () -> assignments.create(wanted, officer));
            }
            index += round.getValue().size();
        }
    }

    static NewAssignment assignment(DemoContext context, UUID programme, PlannedVisit visit) {
        String staff = visit.staff();
        return new NewAssignment(
                programme,
                context.unit(visit.unit()),
                staff == null ? null : context.staff(staff),
                context.account(visit.assignee()).id(),
                visit.windowFrom(),
                visit.windowTo(),
                event(visit.serviceEvent()));
    }

    private static @Nullable ObjectNode event(@Nullable Map<String, String> event) {
        if (event == null) {
            return null;
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        event.forEach(json::put);
        return json;
    }
}
