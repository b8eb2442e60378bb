package io.plumbline.ranking;

import io.plumbline.checklist.ChecklistVersions;
import io.plumbline.fieldwork.VisitAccepted;
import io.plumbline.fieldwork.VisitsAccepted;
import io.plumbline.organisation.UnitRef;
import io.plumbline.organisation.Units;
import io.plumbline.ranking.rules.Aggregate;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Counts accepted visits. A month's aggregates change by delta in the transaction that accepts, amends or voids a
 * visit: what the visit contributed before is taken out, what it contributes now is put in, so counting the same visit
 * twice changes nothing. {@link Recomputation} must always arrive at the same numbers from the counted visits alone.
 */
@ApplicationScoped
public class VisitCounter {
    private final AggregateQueries aggregates;
    private final ChecklistVersions checklists;
    private final Units units;

    @Inject
    VisitCounter(AggregateQueries aggregates, ChecklistVersions checklists, Units units) {
        this.aggregates = aggregates;
        this.checklists = checklists;
        this.units = units;
    }

    /**
     * A visit in which nothing was scored has no score and is not counted (CHK-3). What many visits add to the same
     * aggregate is added up first, so that the cost of the writing grows with the subjects and not with the visits.
     */
    @Transactional(Transactional.TxType.MANDATORY)
    void onAccepted(@Observes VisitsAccepted accepted) {
        Map<LocalDate, Map<UUID, List<UnitRef>>> paths = paths(accepted.visits());
        new TreeSet<>(accepted.visits().stream()
                        .map(visit -> YearMonth.from(visit.serviceOn()))
                        .toList())
                .forEach(aggregates::lockForCounting);
        Set<UUID> before = aggregates.findCounted(
                accepted.visits().stream().map(VisitAccepted::visitId).toList());
        List<CountedVisit> fresh = new ArrayList<>();
        for (VisitAccepted visit : accepted.visits()) {
            BigDecimal score = score(visit);
            if (score == null) {
                remove(visit.visitId(), YearMonth.from(visit.serviceOn()));
                continue;
            }
            List<UnitRef> path =
                    paths.getOrDefault(visit.serviceOn(), Map.of()).getOrDefault(visit.unitId(), List.of());
            CountedVisit counted = counted(visit, score, path);
            if (before.contains(visit.visitId())) {
                put(counted);
            } else {
                fresh.add(counted);
            }
        }
        SortedMap<AggregateKey, Aggregate> delta = new TreeMap<>();
        fresh.forEach(visit -> visit.contributions().forEach((key, added) -> delta.merge(key, added, Aggregate::plus)));
        aggregates.insertNewlyCounted(fresh);
        aggregates.apply(delta);
    }

    private static @Nullable BigDecimal score(VisitAccepted visit) {
        String score = visit.result().score();
        return score == null ? null : new BigDecimal(score);
    }

    private CountedVisit counted(VisitAccepted visit, BigDecimal score, List<UnitRef> path) {
        return new CountedVisit(
                visit.visitId(),
                visit.programmeKind(),
                visit.serviceOn(),
                visit.unitId(),
                path.stream().map(UnitRef::id).toList(),
                visit.subjectStaffId(),
                visit.late(),
                score,
                VisitDetails.of(visit.result(), checklists.requireDocument(visit.checklistVersionId()), score));
    }

    /** The unit and its ancestors by day, with one question a day. */
    private Map<LocalDate, Map<UUID, List<UnitRef>>> paths(List<VisitAccepted> visits) {
        Map<LocalDate, Set<UUID>> asked = new TreeMap<>();
        visits.forEach(visit ->
                asked.computeIfAbsent(visit.serviceOn(), day -> new TreeSet<>()).add(visit.unitId()));
        Map<LocalDate, Map<UUID, List<UnitRef>>> paths = new HashMap<>();
        asked.forEach((day, ids) -> paths.put(day, units.paths(ids, day)));
        return paths;
    }

    /** Counts the visit as it is now, instead of as it was counted before, if it was. */
    @Transactional(Transactional.TxType.MANDATORY)
    void put(CountedVisit visit) {
        aggregates.lockForCounting(visit.month());
        SortedMap<AggregateKey, Aggregate> delta = visit.contributions();
        while (!aggregates.insertCounted(visit)) {
            Optional<CountedVisit> before = aggregates.lockCounted(visit.visitId());
            if (before.isPresent()) {
                takeOut(delta, before.get());
                aggregates.updateCounted(visit);
                break;
            }
            // It was there and is gone: voided in between, so it is counted as new after all.
        }
        aggregates.apply(delta);
    }

    /** Takes a voided visit out again. */
    @Transactional(Transactional.TxType.MANDATORY)
    void remove(UUID visitId, YearMonth month) {
        aggregates.lockForCounting(month);
        Optional<CountedVisit> before = aggregates.lockCounted(visitId);
        if (before.isPresent()) {
            SortedMap<AggregateKey, Aggregate> delta = new TreeMap<>();
            takeOut(delta, before.get());
            aggregates.deleteCounted(visitId);
            aggregates.apply(delta);
        }
    }

    private static void takeOut(SortedMap<AggregateKey, Aggregate> delta, CountedVisit before) {
        before.contributions().forEach((key, old) -> delta.merge(key, old.negated(), Aggregate::plus));
    }
}
