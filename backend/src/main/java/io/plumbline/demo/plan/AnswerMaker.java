package io.plumbline.demo.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.plumbline.sync.checklist.Item;
import io.plumbline.sync.checklist.NumberRule;
import io.plumbline.sync.checklist.Option;
import io.plumbline.sync.checklist.Scale;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Makes one answer of any type. The better the subject, the nearer the answer is to the one that earns most. */
final class AnswerMaker {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final double NOT_APPLICABLE = 0.05;
    private static final double OPTIONAL_ANSWERED = 0.4;
    private static final double UNSCORED_YES = 0.3;
    private static final double CRITICAL_FAILS = 0.025;
    private static final double SHORT_BAND = 60;
    private static final double CAPPED_FAILS = 0.2;

    private final long seed;
    private final String checklist;

    AnswerMaker(long seed, String checklist) {
        this.seed = seed;
        this.checklist = checklist;
    }

    /** Empty for an item that is answered by files, and for an optional one left out. */
    Optional<JsonNode> answer(Item item, PlannedVisit visit, double quality, Dice dice) {
        boolean leftOut = !item.required() && !item.scored() && !dice.chance(OPTIONAL_ANSWERED);
        boolean na = item.allowNa() && dice.chance(NOT_APPLICABLE);
        double right = chanceOfRight(item, quality);
        JsonNode value =
                switch (item.type()) {
                    case YES_NO -> yesNo(item, right, dice);
                    case SINGLE -> single(item, right, dice);
                    case MULTIPLE -> multiple(item, right, dice);
                    case RATING -> rating(item, right, dice);
                    case NUMBER, DURATION -> number(item, right, dice);
                    case TEXT -> text(item, dice);
                    case DATE_TIME ->
                        JSON.textNode(visit.startedAt().withNano(0).toString());
                    case LOCATION ->
                        JSON.objectNode()
                                .put("lat", "22.5" + dice.between(100, 999))
                                .put("lon", "113.3" + dice.between(100, 999))
                                .put("accuracyM", dice.between(5, 40));
                    case PHOTO, SIGNATURE -> JSON.nullNode();
                };
        if (value.isNull() || leftOut) {
            return Optional.empty();
        }
        return Optional.of(
                na ? AnswerSheet.notApplicable(dice.pick(Sources.get().phrases("na"))) : value);
    }

    /** Failing a critical or capped item is rare whatever else goes wrong; others differ in difficulty. */
    private double chanceOfRight(Item item, double quality) {
        if (item.critical()) {
            return 1 - (1 - quality) * CRITICAL_FAILS;
        }
        if (item.cap() != null) {
            return 1 - (1 - quality) * CAPPED_FAILS;
        }
        double ease = Dice.of(seed, "ease/" + checklist + "/" + item.id()).unit() * 0.16 - 0.07;
        return Math.max(0.3, Math.min(0.995, quality + ease));
    }

    private static JsonNode text(Item item, Dice dice) {
        return JSON.textNode(
                dice.pick(Sources.get().findPhrases("text", item.id()).orElseThrow()));
    }

    private static JsonNode yesNo(Item item, double right, Dice dice) {
        if (!item.scored()) {
            return JSON.textNode(dice.chance(UNSCORED_YES) ? "YES" : "NO");
        }
        BigDecimal yes = item.outcomes().getOrDefault("YES", BigDecimal.ZERO);
        BigDecimal no = item.outcomes().getOrDefault("NO", BigDecimal.ZERO);
        boolean yesIsRight = yes.compareTo(no) >= 0;
        return JSON.textNode(dice.chance(right) == yesIsRight ? "YES" : "NO");
    }

    private static JsonNode single(Item item, double right, Dice dice) {
        if (!item.scored()) {
            return JSON.textNode(dice.pick(item.options()).id());
        }
        List<Option> bestFirst = item.options().stream()
                .sorted(Comparator.comparing(Option::share).reversed())
                .toList();
        return JSON.textNode(bestFirst.get(steps(bestFirst.size(), right, dice)).id());
    }

    private static JsonNode multiple(Item item, double right, Dice dice) {
        ArrayNode chosen = JSON.arrayNode();
        for (Option option : item.options()) {
            double likely = !item.scored() ? 0.4 : option.share().signum() > 0 ? right : 1 - right;
            if (dice.chance(likely)) {
                chosen.add(option.id());
            }
        }
        if (chosen.isEmpty() && !item.required()) {
            return JSON.nullNode();
        }
        if (chosen.isEmpty()) {
            Option worst = item.options().stream()
                    .min(Comparator.comparing(Option::share))
                    .orElseThrow();
            chosen.add(worst.id());
        }
        return chosen;
    }

    private static JsonNode rating(Item item, double right, Dice dice) {
        Scale scale = Objects.requireNonNull(item.scale());
        List<Integer> bestFirst = new ArrayList<>();
        for (int value = scale.max(); value >= scale.min(); value--) {
            bestFirst.add(value);
        }
        Map<Integer, BigDecimal> shares = scale.shares();
        if (shares != null) {
            bestFirst.sort(Comparator.comparing(
                    value -> shares.getOrDefault(value, BigDecimal.ZERO).negate()));
        }
        return JSON.numberNode(bestFirst.get(steps(bestFirst.size(), right - 0.12, dice)));
    }

    private static JsonNode number(Item item, double right, Dice dice) {
        NumberRule rule = item.number();
        Optional<List<String>> usual = Sources.get().findPhrases("number", item.id());
        if (usual.isPresent()) {
            return JSON.textNode(dice.pick(usual.get()));
        }
        double lowest = rule.min() == null ? 0 : rule.min().doubleValue();
        double highest = rule.max() == null ? lowest + 30 : rule.max().doubleValue();
        if (!rule.bands().isEmpty()) {
            Map<Integer, BigDecimal> shares = new TreeMap<>();
            for (int i = 0; i < rule.bands().size(); i++) {
                shares.put(i, rule.bands().get(i).share());
            }
            List<Integer> bestFirst = new ArrayList<>(shares.keySet());
            bestFirst.sort(Comparator.comparing(
                    i -> shares.getOrDefault(i, BigDecimal.ZERO).negate()));
            int band = bestFirst.get(steps(bestFirst.size(), right, dice));
            BigDecimal below = band == 0 ? null : rule.bands().get(band - 1).upTo();
            BigDecimal upTo = rule.bands().get(band).upTo();
            double step = Math.pow(10, -rule.decimals());
            lowest = below == null ? lowest : Math.max(lowest, below.doubleValue() + step);
            double end = upTo == null ? lowest * 1.6 : upTo.doubleValue();
            // Nobody is served in no time: the first band is used from its middle, or from nothing when it is short.
            lowest = band == 0 && end > SHORT_BAND ? end / 2 : lowest;
            highest = rule.max() == null && upTo == null ? end : Math.min(highest, end);
        }
        BigDecimal value = BigDecimal.valueOf(lowest + (highest - lowest) * dice.unit())
                .setScale(rule.decimals(), RoundingMode.DOWN);
        if (value.doubleValue() < lowest) {
            value = BigDecimal.valueOf(lowest).setScale(rule.decimals(), RoundingMode.HALF_UP);
        }
        return switch (item.type()) {
            case DURATION -> JSON.numberNode(value.intValue());
            default -> JSON.textNode(canonical(value));
        };
    }

    private static String canonical(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }

    /** How many steps away from the best: none with the chance given, and so on down. */
    private static int steps(int choices, double right, Dice dice) {
        int steps = 0;
        while (steps < choices - 1 && !dice.chance(right)) {
            steps++;
        }
        return steps;
    }
}
