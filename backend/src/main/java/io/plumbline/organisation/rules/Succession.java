package io.plumbline.organisation.rules;

import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What it takes to make a value hold from a day on, given the spans there are (ORG-1, ORG-2). Days before that day keep
 * what they had. Changes are entered in order of date: one that begins before the latest span began is refused, because
 * it would have to change or overlap what was entered for later days.
 *
 * <p>Example: in unit A from 1 March, open. B from 1 June ends A on 1 June and begins B. Then C from 1 May is refused:
 * B began on 1 June.
 */
public sealed interface Succession {
    /** The value holds on that day already. */
    record Unchanged() implements Succession {}

    /** A new span begins; the open one, if any, ends on the same day. */
    record Begin(@Nullable UUID ends) implements Succession {}

    /** The latest span began on that very day and takes the value instead. */
    record Correct(UUID span) implements Succession {}

    /**
     * The day is not free.
     *
     * @param taken the span that is in the way
     * @param earliest the first day that would be accepted
     */
    record Refused(UUID taken, LocalDate earliest) implements Succession {}

    /** @param spans of one unit or one person, in any order, not overlapping */
    static <T> Succession of(List<Span<T>> spans, T value, LocalDate from) {
        Span<T> latest = null;
        for (Span<T> span : spans) {
            if (latest == null || span.from().isAfter(latest.from())) {
                latest = span;
            }
        }
        if (latest == null) {
            return new Begin(null);
        }
        if (from.isBefore(latest.from())) {
            return new Refused(latest.id(), latest.from());
        }
        if (latest.holdsOn(from) && latest.value().equals(value)) {
            return new Unchanged();
        }
        if (from.equals(latest.from())) {
            return new Correct(latest.id());
        }
        LocalDate until = latest.until();
        if (until == null) {
            return new Begin(latest.id());
        }
        return until.isAfter(from) ? new Refused(latest.id(), until) : new Begin(null);
    }
}
