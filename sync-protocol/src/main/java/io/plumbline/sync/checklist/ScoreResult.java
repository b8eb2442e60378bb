package io.plumbline.sync.checklist;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The score of a visit. Every number is a decimal string so that any JSON reader keeps it exactly.
 *
 * @param score 0 to 100 with two decimals, half up; null when nothing was scored, which is neither 0 nor 100
 * @param reason why the score is not the weighted mean, or null
 * @param reasonItems the items behind the reason, in document order; else empty
 * @param sections every section in document order
 * @param factors the perception factors that have scored items, in order of first appearance
 * @param items every item in document order
 */
public record ScoreResult(
        @Nullable String score,
        @Nullable Reason reason,
        List<String> reasonItems,
        List<SectionScore> sections,
        List<FactorScore> factors,
        List<ItemScore> items) {
    /** Why a score is not the weighted mean (CHK-4). */
    public enum Reason {
        CRITICAL,
        CAPPED
    }

    /** What an item counted as. */
    public enum ItemState {
        SCORED,
        NA,
        HIDDEN,
        UNANSWERED,
        UNSCORED
    }

    /**
     * What one section came to.
     *
     * @param earned points: exact where finite, else six decimals half up
     * @param possible points, the same
     * @param score earned of possible in percent, two decimals; null when nothing of the section was scored
     */
    public record SectionScore(
            String id,
            String earned,
            String possible,
            @Nullable String score) {}

    /**
     * What one perception factor came to (CHK-8).
     *
     * @param items how many scored items carry the factor
     */
    public record FactorScore(
            String factor,
            String earned,
            String possible,
            @Nullable String score,
            int items) {}

    /**
     * What one item came to.
     *
     * @param earned points, "0" unless scored
     * @param failed whether it is scored and earned less than it must
     */
    public record ItemScore(String id, ItemState state, String earned, String possible, boolean failed) {}

    public ScoreResult {
        reasonItems = List.copyOf(reasonItems);
        sections = List.copyOf(sections);
        factors = List.copyOf(factors);
        items = List.copyOf(items);
    }
}
