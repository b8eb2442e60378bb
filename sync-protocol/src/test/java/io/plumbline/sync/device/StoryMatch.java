package io.plumbline.sync.device;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;

/** Compares what is with what was expected: of objects the members named, of lists every element. */
final class StoryMatch {
    private final Map<String, JsonNode> names = new HashMap<>();

    void any(String place, JsonNode expected, JsonNode actual) {
        if (expected.isTextual() && expected.textValue().startsWith("$")) {
            named(place, expected.textValue(), actual);
        } else if (expected.isObject()) {
            members(place, expected, actual);
        } else if (expected.isArray()) {
            list(place, expected, actual);
        } else if (expected.isNull()) {
            assertThat(actual.isNull() || actual.isMissingNode())
                    .as("%s is none, not %s", place, actual)
                    .isTrue();
        } else if (expected.isNumber()) {
            assertThat(actual.decimalValue()).as(place).isEqualByComparingTo(expected.decimalValue());
        } else {
            assertThat(actual).as(place).isEqualTo(expected);
        }
    }

    void members(String place, JsonNode expected, JsonNode actual) {
        expected.properties().forEach(each -> {
            String name = each.getKey();
            if (name.endsWith("AtLeast")) {
                String least = each.getValue().asText();
                String is = actual.path(name.substring(0, name.length() - "AtLeast".length()))
                        .asText();
                assertThat(is).as(place + "." + name).isGreaterThanOrEqualTo(least);
            } else {
                any(place + "." + name, each.getValue(), actual.path(name));
            }
        });
    }

    void list(String place, JsonNode expected, JsonNode actual) {
        assertThat(actual.size())
                .as("%s: %d expected, not %s", place, expected.size(), actual)
                .isEqualTo(expected.size());
        for (int index = 0; index < expected.size(); index++) {
            any(place + "[" + index + "]", expected.get(index), actual.get(index));
        }
    }

    /** The same name is the same value everywhere, another name another value. */
    private void named(String place, String name, JsonNode actual) {
        assertThat(actual.isTextual()).as(place + " is a text").isTrue();
        JsonNode known = names.get(name);
        if (known == null) {
            assertThat(names.values()).as(place + ": a value of its own").doesNotContain(actual);
            names.put(name, actual);
        } else {
            assertThat(actual).as(place + " is " + name).isEqualTo(known);
        }
    }
}
