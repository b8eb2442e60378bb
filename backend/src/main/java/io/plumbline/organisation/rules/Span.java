package io.plumbline.organisation.rules;

import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that holds from a day on.
 *
 * @param until the first day on which it no longer holds; null while it lasts
 */
public record Span<T>(
        UUID id, T value, LocalDate from, @Nullable LocalDate until) {
    public Span {
        if (until != null && !until.isAfter(from)) {
            throw new IllegalArgumentException("a span ends after it begins, but " + until + " is not after " + from);
        }
    }

    public boolean holdsOn(LocalDate day) {
        return !day.isBefore(from) && (until == null || day.isBefore(until));
    }
}
