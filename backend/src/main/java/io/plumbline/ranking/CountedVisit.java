package io.plumbline.ranking;

import io.plumbline.fieldwork.ProgrammeKind;
import io.plumbline.ranking.rules.Aggregate;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One response: an accepted visit as it counts, attributed as things were on the service date (ORG-1).
 *
 * @param unitPath the visited unit and all its ancestors on that day
 * @param late arrived after the month was closed (RNK-4)
 */
record CountedVisit(
        UUID visitId,
        ProgrammeKind programmeKind,
        LocalDate serviceOn,
        UUID unitId,
        List<UUID> unitPath,
        @Nullable UUID staffId,
        boolean late,
        BigDecimal score,
        VisitDetails details) {
    YearMonth month() {
        return YearMonth.from(serviceOn);
    }

    /** What this response adds to which aggregates: each subject's total, sections and factors. */
    SortedMap<AggregateKey, Aggregate> contributions() {
        SortedMap<AggregateKey, Aggregate> contributions = new TreeMap<>();
        for (UUID unit : unitPath) {
            contribute(contributions, SubjectType.UNIT, unit);
        }
        if (staffId != null) {
            contribute(contributions, SubjectType.STAFF, staffId);
        }
        return contributions;
    }

    private void contribute(SortedMap<AggregateKey, Aggregate> into, SubjectType type, UUID subject) {
        into.put(key(type, subject, Dimension.TOTAL, Dimension.NO_KEY), Aggregate.of(score));
        details.sections()
                .forEach((section, value) ->
                        into.put(key(type, subject, Dimension.SECTION, section), Aggregate.of(value)));
        details.factors()
                .forEach(
                        (factor, value) -> into.put(key(type, subject, Dimension.FACTOR, factor), Aggregate.of(value)));
    }

    private AggregateKey key(SubjectType type, UUID subject, Dimension dimension, String dimensionKey) {
        return new AggregateKey(month(), programmeKind, type, dimension, subject, dimensionKey, late);
    }
}
