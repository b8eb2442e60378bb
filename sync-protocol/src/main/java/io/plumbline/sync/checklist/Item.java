package io.plumbline.sync.checklist;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One question of a checklist (CHK-1, CHK-2, CHK-4, CHK-5, CHK-8).
 *
 * @param id unique in the document and the same in every version
 * @param required whether a visit can be submitted only when it is answered
 * @param allowNa whether "not applicable" is an answer
 * @param points what a full answer earns, 0 for an item that is not scored
 * @param outcomes share of the points for {@code YES} and {@code NO}
 * @param options of a single or multiple choice, else empty
 * @param scale of a rating, else null
 * @param number of a number or duration ({@link NumberRule#ANY} when the document states none)
 * @param shareBelow the item failed when its earned share is below this; null: when it earned nothing
 * @param critical failed, it makes the visit score 0
 * @param cap failed, it limits the visit score to this, 0 to 100; or null
 * @param gallery whether pictures taken earlier may be chosen for it, and not only taken now
 * @param visibleWhen refers to earlier items; null: always visible
 * @param factor customer perception factor, or null
 * @param standard service standard, or null
 */
public record Item(
        String id,
        ItemType type,
        LocalizedText text,
        @Nullable LocalizedText help,
        boolean required,
        boolean allowNa,
        BigDecimal points,
        Map<String, BigDecimal> outcomes,
        List<Option> options,
        @Nullable Scale scale,
        NumberRule number,
        @Nullable BigDecimal shareBelow,
        boolean critical,
        @Nullable BigDecimal cap,
        List<Evidence> evidence,
        boolean gallery,
        @Nullable Condition visibleWhen,
        @Nullable String factor,
        @Nullable String standard) {
    /** Shares of a yes/no item that states none. */
    public static final Map<String, BigDecimal> YES_EARNS = Map.of("YES", BigDecimal.ONE, "NO", BigDecimal.ZERO);

    public Item {
        Limits.require(points.signum() >= 0, "points are not negative");
        Limits.require(points.signum() == 0 || type.scorable(), "an item of this type carries no points");
        Limits.require(!(critical || cap != null) || points.signum() > 0, "a critical or capped item is scored");
        Limits.require(cap == null || (cap.signum() >= 0 && cap.compareTo(Limits.HUNDRED) <= 0), "a cap is 0 to 100");
        Limits.require((type == ItemType.RATING) == (scale != null), "a rating, and nothing else, has a scale");
        Limits.require(!gallery || type.takesPhotos(), "an item that takes no photos has no gallery");
        Limits.require(type.hasOptions() != options.isEmpty(), "a choice, and nothing else, has options");
        outcomes = Map.copyOf(outcomes);
        options = List.copyOf(options);
        evidence = List.copyOf(evidence);
    }

    /** Whether the item takes part in the score. */
    public boolean scored() {
        return points.signum() > 0;
    }

    /** The option with this id. */
    public Optional<Option> findOption(String optionId) {
        return options.stream().filter(option -> option.id().equals(optionId)).findFirst();
    }
}
