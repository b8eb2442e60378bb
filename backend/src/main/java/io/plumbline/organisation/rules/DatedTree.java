package io.plumbline.organisation.rules;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which unit hangs under which, by date (ORG-1).
 *
 * <p>A move may be harmless on its first day and close a circle later, when a move already entered for a later day
 * takes effect. Checking every later date against every unit is quadratic, so the check walks up from the new parent
 * once per interval in which its line of ancestors stays the same: each walk remembers the earliest day on which one of
 * the spans it used ends, and the next walk starts there.
 */
public final class DatedTree {
    /** Deeper than any organisation; a longer line of ancestors is a circle that was there before. */
    private static final int MAXIMUM_DEPTH = 64;

    private final Map<UUID, List<Span<UUID>>> placements = new HashMap<>();

    public void add(UUID unit, Span<UUID> placement) {
        placements.computeIfAbsent(unit, ignored -> new ArrayList<>(1)).add(placement);
    }

    public List<Span<UUID>> placements(UUID unit) {
        return placements.getOrDefault(unit, List.of());
    }

    public Optional<UUID> parentOn(UUID unit, LocalDate day) {
        Span<UUID> span = spanOn(unit, day);
        return span == null ? Optional.empty() : Optional.of(span.value());
    }

    /** The day on which the unit would be above itself if it hung under the parent from that day on; empty if never. */
    public Optional<LocalDate> firstCircle(UUID unit, UUID parent, LocalDate from) {
        LocalDate day = from;
        while (day != null) {
            LocalDate changes = null;
            UUID above = parent;
            for (int depth = 0; above != null; depth++) {
                if (above.equals(unit) || depth > MAXIMUM_DEPTH) {
                    return Optional.of(day);
                }
                Span<UUID> span = spanOn(above, day);
                changes = earlier(changes, span == null ? nextStart(above, day) : span.until());
                above = span == null ? null : span.value();
            }
            day = changes;
        }
        return Optional.empty();
    }

    /** Makes the change that {@link Succession} found possible. */
    public void apply(UUID unit, UUID parent, LocalDate from, Succession change, UUID newId) {
        List<Span<UUID>> spans = placements.computeIfAbsent(unit, ignored -> new ArrayList<>(1));
        if (change instanceof Succession.Begin begin) {
            spans.replaceAll(span -> span.id().equals(begin.ends()) ? endedOn(span, from) : span);
            spans.add(new Span<>(newId, parent, from, null));
        } else if (change instanceof Succession.Correct correct) {
            spans.replaceAll(span ->
                    span.id().equals(correct.span()) ? new Span<>(span.id(), parent, span.from(), span.until()) : span);
        }
    }

    private static Span<UUID> endedOn(Span<UUID> span, LocalDate day) {
        return new Span<>(span.id(), span.value(), span.from(), day);
    }

    private @Nullable Span<UUID> spanOn(UUID unit, LocalDate day) {
        for (Span<UUID> span : placements(unit)) {
            if (span.holdsOn(day)) {
                return span;
            }
        }
        return null;
    }

    private @Nullable LocalDate nextStart(UUID unit, LocalDate after) {
        LocalDate next = null;
        for (Span<UUID> span : placements(unit)) {
            if (span.from().isAfter(after)) {
                next = earlier(next, span.from());
            }
        }
        return next;
    }

    private static @Nullable LocalDate earlier(@Nullable LocalDate a, @Nullable LocalDate b) {
        if (a == null) {
            return b;
        }
        return b == null || a.isBefore(b) ? a : b;
    }
}
