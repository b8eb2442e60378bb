package io.plumbline.sync.checklist;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Scores a visit (CHK-2, CHK-3, CHK-4).
 *
 * <p>Section score = earned ÷ possible over its answered scored items; visit score = Σ(weight × section score) ÷
 * Σ(weight of the sections that have any) × 100. Everything is an exact fraction until the one rounding, half up to two
 * decimals. Worked example: sections of weight 20 and 80 with 1 of 3 and 2 of 3 points give
 * (20 × 1/3 + 80 × 2/3) ÷ 100 = 60 %, "60.00".
 */
public final class Scoring {
    private static final int SCORE_DECIMALS = 2;

    private static final class Sum {
        private Fraction earned = Fraction.ZERO;
        private Fraction possible = Fraction.ZERO;
        private int items;

        private void add(Fraction itemEarned, Fraction itemPossible) {
            earned = earned.plus(itemEarned);
            possible = possible.plus(itemPossible);
            items++;
        }

        private @Nullable String percent() {
            return items == 0 ? null : text(earned.dividedBy(possible).times(Fraction.HUNDRED));
        }
    }

    private final ChecklistDocument checklist;
    private final Evaluation evaluation;
    private final List<ScoreResult.ItemScore> items = new ArrayList<>();
    private final List<ScoreResult.SectionScore> sections = new ArrayList<>();
    private final Map<String, Sum> factors = new LinkedHashMap<>();
    private Fraction weighted = Fraction.ZERO;
    private Fraction weights = Fraction.ZERO;

    private Scoring(Evaluation evaluation) {
        this.checklist = evaluation.checklist();
        this.evaluation = evaluation;
    }

    /** The score of the content by the checklist. Never fails: values an item cannot hold count as no answer. */
    public static ScoreResult score(ChecklistDocument checklist, VisitContent content) {
        return score(Evaluation.of(checklist, content));
    }

    /** The same of what was evaluated already. */
    public static ScoreResult score(Evaluation evaluation) {
        return new Scoring(evaluation).result();
    }

    private ScoreResult result() {
        checklist.sections().forEach(this::section);
        List<ScoreResult.FactorScore> byFactor = new ArrayList<>();
        factors.forEach((factor, sum) -> byFactor.add(new ScoreResult.FactorScore(
                factor, sum.earned.shown(), sum.possible.shown(), sum.percent(), sum.items)));
        if (weights.isZero()) {
            return new ScoreResult(null, null, List.of(), sections, byFactor, items);
        }
        Fraction mean = weighted.dividedBy(weights).times(Fraction.HUNDRED);
        List<String> critical = failed(Item::critical);
        if (!critical.isEmpty()) {
            return new ScoreResult(
                    text(Fraction.ZERO), ScoreResult.Reason.CRITICAL, critical, sections, byFactor, items);
        }
        Optional<BigDecimal> cap = lowestCap();
        if (cap.isPresent() && mean.compareTo(Fraction.of(cap.get())) > 0) {
            List<String> capped =
                    failed(item -> item.cap() != null && item.cap().compareTo(cap.get()) == 0);
            return new ScoreResult(
                    text(Fraction.of(cap.get())), ScoreResult.Reason.CAPPED, capped, sections, byFactor, items);
        }
        return new ScoreResult(text(mean), null, List.of(), sections, byFactor, items);
    }

    private void section(Section section) {
        Sum sum = new Sum();
        section.items().forEach(item -> item(item, sum));
        if (sum.items > 0) {
            Fraction weight = Fraction.of(section.weight());
            weighted = weighted.plus(weight.times(sum.earned.dividedBy(sum.possible)));
            weights = weights.plus(weight);
        }
        sections.add(
                new ScoreResult.SectionScore(section.id(), sum.earned.shown(), sum.possible.shown(), sum.percent()));
    }

    private void item(Item item, Sum section) {
        ScoreResult.ItemState state = state(item);
        if (state != ScoreResult.ItemState.SCORED) {
            items.add(new ScoreResult.ItemScore(item.id(), state, "0", "0", false));
            return;
        }
        Fraction possible = Fraction.of(item.points());
        Fraction earned = possible.times(evaluation.share(item.id()));
        section.add(earned, possible);
        if (item.factor() != null) {
            factors.computeIfAbsent(item.factor(), factor -> new Sum()).add(earned, possible);
        }
        items.add(new ScoreResult.ItemScore(
                item.id(), state, earned.shown(), possible.shown(), evaluation.failed(item.id())));
    }

    private ScoreResult.ItemState state(Item item) {
        return switch (evaluation.state(item.id())) {
            case HIDDEN -> ScoreResult.ItemState.HIDDEN;
            case NA -> ScoreResult.ItemState.NA;
            case UNANSWERED -> ScoreResult.ItemState.UNANSWERED;
            case ANSWERED -> item.scored() ? ScoreResult.ItemState.SCORED : ScoreResult.ItemState.UNSCORED;
        };
    }

    private Optional<BigDecimal> lowestCap() {
        return checklist
                .items()
                .filter(item -> evaluation.failed(item.id()))
                .flatMap(item -> Optional.ofNullable(item.cap()).stream())
                .min(BigDecimal::compareTo);
    }

    private List<String> failed(java.util.function.Predicate<Item> which) {
        return checklist
                .items()
                .filter(item -> evaluation.failed(item.id()) && which.test(item))
                .map(Item::id)
                .toList();
    }

    private static String text(Fraction percent) {
        return percent.rounded(SCORE_DECIMALS).toPlainString();
    }
}
