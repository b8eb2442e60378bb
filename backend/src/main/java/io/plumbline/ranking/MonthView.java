package io.plumbline.ranking;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A month of the organisation.
 *
 * @param month such as 2026-11
 * @param late accepted visits that arrived after it was closed
 */
public record MonthView(
        String month, MonthState state, @Nullable Instant closedAt, long late) {}
