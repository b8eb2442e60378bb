package io.plumbline.sync.checklist;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bounds and bands of a number or a duration (in seconds).
 *
 * @param min the lowest value accepted, or null
 * @param max the highest value accepted, or null
 * @param unit what the number counts, or null
 * @param decimals how many decimals a value may have, 0 to 6
 * @param bands ascending; the first whose upper end is not below the value gives the share; a value above all bands
 *     earns nothing. Empty for an item that is not scored
 */
public record NumberRule(
        @Nullable BigDecimal min,
        @Nullable BigDecimal max,
        @Nullable LocalizedText unit,
        int decimals,
        List<Band> bands) {
    /** What an item has that states no rule: any number, no decimals. */
    public static final NumberRule ANY = new NumberRule(null, null, null, 0, List.of());

    /**
     * A range of values and what it earns.
     *
     * @param upTo upper end, inclusive; null in the last band alone: no upper end
     * @param share share of the points, 0 to 1
     */
    public record Band(@Nullable BigDecimal upTo, BigDecimal share) {
        public Band {
            Limits.share(share);
        }
    }

    public NumberRule {
        Limits.require(decimals >= 0 && decimals <= 6, "decimals lie between 0 and 6");
        Limits.require(min == null || max == null || min.compareTo(max) <= 0, "min is not above max");
        bands = List.copyOf(bands);
        BigDecimal below = null;
        for (int i = 0; i < bands.size(); i++) {
            BigDecimal upTo = bands.get(i).upTo();
            Limits.require(upTo != null || i == bands.size() - 1, "only the last band is open");
            Limits.require(upTo == null || below == null || below.compareTo(upTo) < 0, "bands ascend");
            below = upTo;
        }
    }

    /** The share of the first band that reaches the value; 0 above all bands. */
    public BigDecimal shareOf(BigDecimal value) {
        for (Band band : bands) {
            if (band.upTo() == null || band.upTo().compareTo(value) >= 0) {
                return band.share();
            }
        }
        return BigDecimal.ZERO;
    }
}
