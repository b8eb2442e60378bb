package io.plumbline.fieldwork;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.plumbline.sync.merge.VisitState;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who a callback asks, and under which number. Both are for the person who must call, as long as they must: everybody
 * else, and they themselves afterwards, get them masked.
 */
final class CustomerContact {
    private static final Set<VisitState> CALLED =
            EnumSet.of(VisitState.ASSIGNED, VisitState.IN_PROGRESS, VisitState.RETURNED);
    private static final int SHOWN_AT_THE_ENDS = 3 + 4;

    private CustomerContact() {}

    /** The service event as the assignee's devices have it. */
    static @Nullable JsonNode forAssignee(@Nullable JsonNode event, VisitState state) {
        return CALLED.contains(state) ? event : masked(event);
    }

    /** The service event with names cut to their first character and numbers to their ends, however deep they lie. */
    static @Nullable JsonNode masked(@Nullable JsonNode event) {
        return event == null ? null : masked("", event);
    }

    /** @param key the names of the members it lies under */
    private static JsonNode masked(String key, JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode copy = object.objectNode();
            for (Map.Entry<String, JsonNode> each : object.properties()) {
                copy.set(each.getKey(), masked(key + "/" + each.getKey().toLowerCase(Locale.ROOT), each.getValue()));
            }
            return copy;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = array.arrayNode();
            array.forEach(each -> copy.add(masked(key, each)));
            return copy;
        }
        boolean number = key.contains("phone") || key.contains("mobile") || key.contains("/tel");
        if (number) {
            return TextNode.valueOf(number(node.asText()));
        }
        boolean name = key.contains("customer") || key.contains("contact");
        return name && node.isTextual() ? TextNode.valueOf(name(node.textValue())) : node;
    }

    private static String number(String text) {
        return text.length() <= SHOWN_AT_THE_ENDS
                ? "****"
                : text.substring(0, 3) + "****" + text.substring(text.length() - 4);
    }

    private static String name(String text) {
        return text.isEmpty() ? text : text.substring(0, text.offsetByCodePoints(0, 1)) + "**";
    }
}
