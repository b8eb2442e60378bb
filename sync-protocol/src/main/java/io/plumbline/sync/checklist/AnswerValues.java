package io.plumbline.sync.checklist;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The shape of an answer's value, by item type. Null is a cleared answer and fits every item;
 * {@code {"na":true,"reason":"…"}} fits items that allow it.
 */
public final class AnswerValues {
    private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]{0,14})(\\.[0-9]{1,9})?");
    private static final Pattern LOCAL_DATE_TIME =
            Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?");
    private static final double WORST_ACCURACY_M = 1e8;
    private static final BigDecimal LAT = new BigDecimal(90);
    private static final BigDecimal LON = new BigDecimal(180);

    private AnswerValues() {}

    /**
     * What is wrong with the value, if anything.
     *
     * @return empty for a value the item can hold; else a code ({@code wrong-type}, {@code not-a-decimal},
     *     {@code out-of-range}, {@code too-many-decimals}, {@code unknown-option}, {@code duplicate-option},
     *     {@code too-long}, {@code bad-date-time}, {@code bad-location}, {@code na-not-allowed}, {@code no-value}) with
     *     a JSON pointer inside the value
     */
    public static Optional<ValueError> validate(Item item, JsonNode value) {
        if (value.isNull() || value.isMissingNode()) {
            return Optional.empty();
        }
        if (value.isObject() && value.has("na")) {
            return notApplicable(item, value);
        }
        return switch (item.type()) {
            case YES_NO -> yesNo(value);
            case SINGLE -> option(item, value, "");
            case MULTIPLE -> options(item, value);
            case RATING -> rating(item, value);
            case NUMBER -> number(item, value);
            case DURATION -> duration(item, value);
            case TEXT -> text(value);
            case DATE_TIME -> dateTime(value);
            case LOCATION -> location(value, "");
            case PHOTO, SIGNATURE -> error("no-value", "", "an item of this type is answered by files, not by a value");
        };
    }

    /** Whether the value is "not applicable". */
    public static boolean isNotApplicable(JsonNode value) {
        return value.isObject() && value.path("na").asBoolean(false);
    }

    /**
     * The value in the one form in which equal answers are equal JSON: options sorted, numbers without trailing zeros.
     * Only for values that {@link #validate} accepts.
     */
    public static JsonNode canonical(Item item, JsonNode value) {
        if (value.isMissingNode()) {
            return NullNode.getInstance();
        }
        if (item.type() == ItemType.MULTIPLE && value.isArray()) {
            TreeSet<String> sorted = new TreeSet<>();
            value.forEach(each -> sorted.add(each.asText()));
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            sorted.forEach(array::add);
            return array;
        }
        if (item.type() == ItemType.NUMBER && value.isTextual()) {
            BigDecimal number = new BigDecimal(value.textValue());
            return TextNode.valueOf(
                    number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString());
        }
        if (isNotApplicable(value)) {
            ObjectNode notApplicable = JsonNodeFactory.instance.objectNode().put("na", true);
            return notApplicable.put("reason", value.path("reason").asText(""));
        }
        return item.type() == ItemType.LOCATION ? canonicalLocation(value) : value;
    }

    /** A valid location without fields of its own making; JSON null for none. */
    public static JsonNode canonicalLocation(JsonNode value) {
        if (!value.isObject()) {
            return NullNode.getInstance();
        }
        ObjectNode location = JsonNodeFactory.instance.objectNode();
        location.put("lat", value.path("lat").asText());
        location.put("lon", value.path("lon").asText());
        if (value.path("accuracyM").isNumber()) {
            location.set("accuracyM", value.path("accuracyM"));
        }
        return location;
    }

    /**
     * What is wrong with a location {@code {"lat":"22.52","lon":"113.38","accuracyM":12}}, if anything.
     *
     * @param pointer where the location stands; prefixes the pointer of the error
     */
    public static Optional<ValueError> location(JsonNode value, String pointer) {
        if (!value.isObject()) {
            return error("wrong-type", pointer, "a location is an object");
        }
        if (!within(value.path("lat"), LAT)) {
            return error("bad-location", pointer + "/lat", "lat is a decimal string between -90 and 90");
        }
        if (!within(value.path("lon"), LON)) {
            return error("bad-location", pointer + "/lon", "lon is a decimal string between -180 and 180");
        }
        JsonNode accuracy = value.path("accuracyM");
        if (!accuracy.isMissingNode() && !accuracy.isNull() && !isAccuracy(accuracy)) {
            return error("bad-location", pointer + "/accuracyM", "accuracyM is a number of metres, from 0");
        }
        return Optional.empty();
    }

    private static boolean isAccuracy(JsonNode node) {
        return node.isNumber() && node.asDouble() >= 0 && node.asDouble() <= WORST_ACCURACY_M;
    }

    private static Optional<ValueError> notApplicable(Item item, JsonNode value) {
        JsonNode reason = value.path("reason");
        if (!value.path("na").isBoolean() || !value.path("na").booleanValue()) {
            return error("wrong-type", "/na", "na is true");
        }
        if (!item.allowNa()) {
            return error("na-not-allowed", "", "this item cannot be answered with N/A");
        }
        if (!reason.isMissingNode() && !reason.isNull() && !reason.isTextual()) {
            return error("wrong-type", "/reason", "the reason is a text");
        }
        return tooLong(reason, "/reason");
    }

    private static Optional<ValueError> yesNo(JsonNode value) {
        if (!value.isTextual()) {
            return error("wrong-type", "", "a yes/no answer is \"YES\" or \"NO\"");
        }
        boolean known = value.textValue().equals("YES") || value.textValue().equals("NO");
        return known ? Optional.empty() : error("unknown-option", "", "a yes/no answer is \"YES\" or \"NO\"");
    }

    private static Optional<ValueError> option(Item item, JsonNode value, String pointer) {
        if (!value.isTextual()) {
            return error("wrong-type", pointer, "an option is named by its id, a text");
        }
        if (item.findOption(value.textValue()).isEmpty()) {
            return error("unknown-option", pointer, "the item has no such option");
        }
        return Optional.empty();
    }

    private static Optional<ValueError> options(Item item, JsonNode value) {
        if (!value.isArray()) {
            return error("wrong-type", "", "a multiple choice is an array of option ids");
        }
        TreeSet<String> seen = new TreeSet<>();
        for (int i = 0; i < value.size(); i++) {
            Optional<ValueError> error = option(item, value.get(i), "/" + i);
            if (error.isPresent()) {
                return error;
            }
            if (!seen.add(value.get(i).textValue())) {
                return error("duplicate-option", "/" + i, "an option is chosen once");
            }
        }
        return Optional.empty();
    }

    private static Optional<ValueError> rating(Item item, JsonNode value) {
        if (!value.isIntegralNumber()) {
            return error("wrong-type", "", "a rating is a whole number");
        }
        Scale scale = item.scale();
        boolean inside = scale != null && value.canConvertToInt() && scale.contains(value.intValue());
        return inside ? Optional.empty() : error("out-of-range", "", "the rating is not on the scale");
    }

    private static Optional<ValueError> number(Item item, JsonNode value) {
        if (!value.isTextual()) {
            return error("wrong-type", "", "a number is a decimal string such as \"12.5\"");
        }
        if (!DECIMAL.matcher(value.textValue()).matches()) {
            return error("not-a-decimal", "", "a number is a decimal string such as \"12.5\"");
        }
        BigDecimal number = new BigDecimal(value.textValue());
        if (number.stripTrailingZeros().scale() > item.number().decimals()) {
            return error(
                    "too-many-decimals",
                    "",
                    "decimals allowed: " + item.number().decimals());
        }
        return bounds(item, number);
    }

    private static Optional<ValueError> duration(Item item, JsonNode value) {
        if (!value.isIntegralNumber()) {
            return error("wrong-type", "", "a duration is a whole number of seconds");
        }
        if (!value.canConvertToInt() || value.intValue() < 0) {
            return error("out-of-range", "", "a duration is not negative and below 2147483648 seconds");
        }
        return bounds(item, value.decimalValue());
    }

    private static Optional<ValueError> bounds(Item item, BigDecimal number) {
        BigDecimal min = item.number().min();
        BigDecimal max = item.number().max();
        if (min != null && number.compareTo(min) < 0) {
            return error("out-of-range", "", "not below " + min.toPlainString());
        }
        if (max != null && number.compareTo(max) > 0) {
            return error("out-of-range", "", "not above " + max.toPlainString());
        }
        return Optional.empty();
    }

    private static Optional<ValueError> text(JsonNode value) {
        return value.isTextual() ? tooLong(value, "") : error("wrong-type", "", "a text answer is a text");
    }

    private static Optional<ValueError> tooLong(JsonNode text, String pointer) {
        if (text.isTextual() && text.textValue().getBytes(StandardCharsets.UTF_8).length > Limits.ANSWER_TEXT_BYTES) {
            return error("too-long", pointer, "a text has at most 65536 bytes of UTF-8");
        }
        return Optional.empty();
    }

    private static Optional<ValueError> dateTime(JsonNode value) {
        if (!value.isTextual()) {
            return error("wrong-type", "", "a date and time is a text such as \"2026-11-22T10:42\"");
        }
        try {
            if (LOCAL_DATE_TIME.matcher(value.textValue()).matches()) {
                LocalDateTime parsed = LocalDateTime.parse(value.textValue());
                return parsed.getYear() > 0 ? Optional.empty() : error("bad-date-time", "", "there is no year 0");
            }
        } catch (DateTimeParseException e) {
            return error("bad-date-time", "", "there is no such date or time");
        }
        return error("bad-date-time", "", "a date and time is a local one such as \"2026-11-22T10:42\"");
    }

    private static boolean within(JsonNode value, BigDecimal bound) {
        return value.isTextual()
                && DECIMAL.matcher(value.textValue()).matches()
                && new BigDecimal(value.textValue()).abs().compareTo(bound) <= 0;
    }

    private static Optional<ValueError> error(String code, String pointer, String message) {
        return Optional.of(new ValueError(code, pointer, message));
    }
}
