package io.plumbline.ranking;

import io.plumbline.fieldwork.ProgrammeKind;
import java.time.YearMonth;
import java.util.Comparator;
import java.util.UUID;

/**
 * Which aggregate. The natural order is the one order in which rows are written by everybody, so that two transactions
 * that change the same rows wait for each other instead of deadlocking.
 */
record AggregateKey(
        YearMonth month,
        ProgrammeKind programmeKind,
        SubjectType subjectType,
        Dimension dimension,
        UUID subjectId,
        String dimensionKey,
        boolean late)
        implements Comparable<AggregateKey> {
    private static final Comparator<AggregateKey> ORDER = Comparator.comparing(AggregateKey::month)
            .thenComparing(AggregateKey::programmeKind)
            .thenComparing(AggregateKey::subjectType)
            .thenComparing(AggregateKey::dimension)
            .thenComparing(AggregateKey::subjectId)
            .thenComparing(AggregateKey::dimensionKey)
            .thenComparing(AggregateKey::late);

    @Override
    public int compareTo(AggregateKey other) {
        return ORDER.compare(this, other);
    }
}
