package io.plumbline.sync.checklist;

import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The scale of a rating item. Without shares a rating earns {@code (value - min) / (max - min)} of the points, kept as
 * an exact fraction: 2 on a scale of 1 to 4 is one third.
 *
 * @param min the lowest rating
 * @param max the highest rating, above min by at most 100
 * @param minText label of the lowest rating, or null
 * @param maxText label of the highest rating, or null
 * @param shares a share for each whole number from min to max, or null for the linear rule
 */
public record Scale(
        int min,
        int max,
        @Nullable LocalizedText minText,
        @Nullable LocalizedText maxText,
        @Nullable Map<Integer, BigDecimal> shares) {
    public Scale {
        Limits.require(min < max && (long) max - min <= Limits.SCALE_STEPS, "a scale runs up over at most 100 steps");
        if (shares != null) {
            shares = Map.copyOf(shares);
            for (int step = min; step <= max; step++) {
                BigDecimal share = shares.get(step);
                Limits.require(share != null, "a scale with shares has one for each step");
                Limits.share(java.util.Objects.requireNonNull(share));
            }
        }
    }

    /** Whether the rating lies on this scale. */
    public boolean contains(int rating) {
        return rating >= min && rating <= max;
    }
}
