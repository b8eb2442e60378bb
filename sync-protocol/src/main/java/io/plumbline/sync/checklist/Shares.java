package io.plumbline.sync.checklist;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;

/** The share of its points that a valid, present answer earns (CHK-2), between 0 and 1, exact. */
final class Shares {
    private Shares() {}

    static Fraction of(Item item, JsonNode value) {
        return switch (item.type()) {
            case YES_NO -> Fraction.of(item.outcomes().getOrDefault(value.textValue(), BigDecimal.ZERO));
            case SINGLE -> option(item, value);
            case MULTIPLE -> options(item, value);
            case RATING -> rating(item, value.intValue());
            case NUMBER, DURATION -> Fraction.of(item.number().shareOf(number(value)));
            case TEXT, PHOTO, SIGNATURE, DATE_TIME, LOCATION ->
                throw new IllegalArgumentException("an item of type " + item.type() + " is never scored");
        };
    }

    /** A rating or duration is a JSON number, a number answer is a decimal string. */
    static BigDecimal number(JsonNode value) {
        return value.isTextual() ? new BigDecimal(value.textValue()) : value.decimalValue();
    }

    private static Fraction option(Item item, JsonNode value) {
        return item.findOption(value.textValue())
                .map(option -> Fraction.of(option.share()))
                .orElse(Fraction.ZERO);
    }

    /** The chosen shares add up, to 1 at most: naming five merits out of a possible three earns no more than all. */
    private static Fraction options(Item item, JsonNode value) {
        Fraction sum = Fraction.ZERO;
        for (JsonNode chosen : value) {
            sum = sum.plus(option(item, chosen));
        }
        return sum.compareTo(Fraction.ONE) > 0 ? Fraction.ONE : sum;
    }

    private static Fraction rating(Item item, int rating) {
        Scale scale = item.scale();
        if (scale == null) {
            throw new IllegalArgumentException("a rating has a scale");
        }
        if (scale.shares() == null) {
            return Fraction.of((long) rating - scale.min(), (long) scale.max() - scale.min());
        }
        return Fraction.of(scale.shares().getOrDefault(rating, BigDecimal.ZERO));
    }
}
