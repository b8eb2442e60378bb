package io.plumbline.ranking;

import io.plumbline.checklist.ChecklistVersions;
import io.plumbline.fieldwork.VisitAccepted;
import io.plumbline.organisation.UnitRef;
import io.plumbline.organisation.Units;
import io.plumbline.ranking.rules.Aggregate;
import io.plumbline.sync.checklist.ScoreResult;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

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

    /** A visit in which nothing was scored has no score and is not counted (CHK-3). */
    @Transactional(Transactional.TxType.MANDATORY)
    void onAccepted(@Observes VisitAccepted accepted) {
        ScoreResult result = accepted.result();
        if (result.score() == null) {
            remove(accepted.visitId(), YearMonth.from(accepted.serviceOn()));
            return;
        }
        BigDecimal score = new BigDecimal(result.score());
        List<UUID> path = units.path(accepted.unitId(), accepted.serviceOn()).stream()
                .map(UnitRef::id)
                .toList();
        put(new CountedVisit(
                accepted.visitId(),
                accepted.programmeKind(),
                accepted.serviceOn(),
                accepted.unitId(),
                path,
                accepted.subjectStaffId(),
                accepted.late(),
                score,
                VisitDetails.of(result, checklists.requireDocument(accepted.checklistVersionId()), score)));
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
