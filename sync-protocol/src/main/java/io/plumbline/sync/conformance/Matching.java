package io.plumbline.sync.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Compares an answer with what a script expects: objects may have more members, arrays may not have more elements, and
 * texts that begin with a dollar sign stand for a kind of value.
 */
final class Matching {
    private static final Map<String, Pattern> TEXTS = Map.of(
            "$uuid", Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
            "$hlc", Pattern.compile("[0-9a-f]{16}"),
            "$digest", Pattern.compile("[0-9a-f]{16}"),
            "$decimal", Pattern.compile("[0-9]+"),
            "$instant", Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?Z"),
            "$text", Pattern.compile("(?s).+"));

    private Matching() {}

    /** Where and how the two differ; empty when the answer is as expected. */
    static Optional<String> difference(JsonNode expected, JsonNode got) {
        return difference("", expected, got);
    }

    private static Optional<String> difference(String at, JsonNode expected, JsonNode got) {
        if (expected.isTextual() && expected.textValue().startsWith("$")) {
            return kind(at, expected.textValue(), got);
        }
        if (expected.isObject()) {
            return object(at, expected, got);
        }
        if (expected.isArray()) {
            if (!got.isArray() || got.size() != expected.size()) {
                return Optional.of(at + " has not " + expected.size() + " elements but is " + got);
            }
            for (int i = 0; i < expected.size(); i++) {
                Optional<String> found = difference(at + "/" + i, expected.path(i), got.path(i));
                if (found.isPresent()) {
                    return found;
                }
            }
            return Optional.empty();
        }
        boolean numbers = expected.isNumber() && got.isNumber();
        boolean equal = numbers ? expected.decimalValue().compareTo(got.decimalValue()) == 0 : expected.equals(got);
        return equal ? Optional.empty() : different(at, expected, got);
    }

    private static Optional<String> object(String at, JsonNode expected, JsonNode got) {
        if (expected.has("$contains")) {
            for (JsonNode each : expected.path("$contains")) {
                if (!contains(each, got)) {
                    return Optional.of(at + " has no element such as " + each);
                }
            }
        }
        if (expected.has("$without")) {
            for (JsonNode each : expected.path("$without")) {
                if (contains(each, got)) {
                    return Optional.of(at + " has an element such as " + each);
                }
            }
        }
        if (expected.has("$not") && difference(at, expected.path("$not"), got).isEmpty()) {
            return Optional.of(at + " is " + got);
        }
        if (expected.has("$count") && got.size() != expected.path("$count").asInt()) {
            return Optional.of(at + " has " + got.size() + " elements, not " + expected.path("$count"));
        }
        if (expected.has("$atLeast") && got.asLong() < expected.path("$atLeast").asLong()) {
            return Optional.of(at + " is " + got + ", which is less than " + expected.path("$atLeast"));
        }
        for (Map.Entry<String, JsonNode> each : expected.properties()) {
            if (!each.getKey().startsWith("$")) {
                Optional<String> found = difference(at + "/" + each.getKey(), each.getValue(), got.path(each.getKey()));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private static boolean contains(JsonNode wanted, JsonNode array) {
        for (JsonNode element : array) {
            if (difference("", wanted, element).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private static Optional<String> kind(String at, String kind, JsonNode got) {
        Pattern pattern = TEXTS.get(kind);
        boolean right =
                switch (kind) {
                    case "$any" -> !got.isMissingNode();
                    case "$absent" -> got.isMissingNode();
                    case "$number" -> got.isNumber();
                    case "$array" -> got.isArray();
                    case "$object" -> got.isObject();
                    default ->
                        pattern != null
                                && got.isTextual()
                                && pattern.matcher(got.textValue()).matches();
                };
        return right ? Optional.empty() : different(at, Json.text(kind), got);
    }

    private static Optional<String> different(String at, JsonNode expected, JsonNode got) {
        return Optional.of((at.isEmpty() ? "the body" : at) + " should be " + expected + " and is "
                + (got.isMissingNode() ? "absent" : got));
    }
}
