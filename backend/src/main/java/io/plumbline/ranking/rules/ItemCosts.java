package io.plumbline.ranking.rules;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What each item cost a visit, in points of the visit's score (RNK-6): its share of the section's possible points times
 * the section's share of the weights. A critical or capped item that decided the score costs, besides, all that the
 * rest had left above it. So score plus costs is 100, up to the rounding of the parts at six decimals.
 *
 * <p>Example: sections of weight 20 and 80; in the first an item of 5 points out of 10 is failed: it costs
 * 100 × 20/100 × 5/10 = 10 points.
 */
public final class ItemCosts {
    private static final int SCALE = 6;
    private static final BigDecimal BEST = new BigDecimal(100);

    /** A scored item of a visit. */
    public record Item(String id, String section, BigDecimal earned, BigDecimal possible) {}

    private ItemCosts() {}

    /**
     * The items that cost anything and what each cost.
     *
     * @param weights weight of each section; sections without a scored item are ignored (CHK-3)
     * @param reasonItems the failed critical items, or the failed items of the lowest cap; empty when neither decided
     */
    public static Map<String, BigDecimal> of(
            Collection<Item> items, Map<String, BigDecimal> weights, BigDecimal score, List<String> reasonItems) {
        Map<String, BigDecimal> possible = new LinkedHashMap<>();
        items.forEach(item -> possible.merge(item.section(), item.possible(), BigDecimal::add));
        possible.values().removeIf(sum -> sum.signum() == 0);
        BigDecimal weightSum = possible.keySet().stream()
                .map(section -> weights.getOrDefault(section, BigDecimal.ZERO))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        if (weightSum.signum() == 0) {
            return Map.of();
        }
        Map<String, BigDecimal> costs = new LinkedHashMap<>();
        for (Item item : items) {
            BigDecimal lost = item.possible().subtract(item.earned());
            BigDecimal base = possible.get(item.section());
            if (base != null && lost.signum() > 0) {
                BigDecimal weight = weights.getOrDefault(item.section(), BigDecimal.ZERO);
                BigDecimal cost = BEST.multiply(weight).multiply(lost);
                costs.put(item.id(), cost.divide(weightSum.multiply(base), SCALE, RoundingMode.HALF_UP));
            }
        }
        if (!reasonItems.isEmpty()) {
            BigDecimal rest = costs.values().stream().reduce(BEST.subtract(score), BigDecimal::subtract);
            BigDecimal each = rest.divide(BigDecimal.valueOf(reasonItems.size()), SCALE, RoundingMode.HALF_UP);
            reasonItems.forEach(item -> costs.merge(item, each, BigDecimal::add));
        }
        costs.values().removeIf(cost -> cost.signum() == 0);
        return costs;
    }
}
