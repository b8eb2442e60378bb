package io.plumbline.fieldwork;

import java.time.YearMonth;
import java.util.Collection;
import java.util.Set;

/** What field work must know of months: whether a submission that arrives now is late (RNK-4). */
public interface MonthStates {
    /** Those of the months that are closed, with one statement. */
    Set<YearMonth> closed(Collection<YearMonth> months);

    default boolean isClosed(YearMonth month) {
        return closed(Set.of(month)).contains(month);
    }
}
