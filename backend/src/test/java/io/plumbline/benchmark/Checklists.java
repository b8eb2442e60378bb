package io.plumbline.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** A checklist of any length, and answers to it: mostly yes or no, then ratings, choices, numbers and words. */
final class Checklists {
    private static final List<String> TYPES =
            List.of("YES_NO", "YES_NO", "RATING", "YES_NO", "SINGLE", "NUMBER", "YES_NO", "RATING", "MULTIPLE", "TEXT");

    private Checklists() {}

    /** A document with sections of ten items. */
    static ObjectNode document(String code, int items) {
        ObjectNode document = Person.object().put("schema", 1).put("code", code).put("showScore", true);
        document.putObject("title").put("zh-CN", code);
        ArrayNode sections = document.putArray("sections");
        ArrayNode current = Person.JSON.createArrayNode();
        for (int i = 0; i < items; i++) {
            if (i % TYPES.size() == 0) {
                ObjectNode section = sections.addObject()
                        .put("id", "section-" + sections.size())
                        .put("weight", "10");
                section.putObject("title").put("zh-CN", "第" + sections.size() + "部分");
                current = section.putArray("items");
            }
            fill(current.addObject(), i);
        }
        return document;
    }

    private static void fill(ObjectNode item, int index) {
        String type = TYPES.get(index % TYPES.size());
        item.put("id", "item-" + (index + 1)).put("type", type);
        item.putObject("text").put("zh-CN", "第" + (index + 1) + "项是否符合服务规范的要求？");
        if (!type.equals("TEXT")) {
            item.put("points", "5");
        }
        switch (type) {
            case "RATING" -> item.putObject("scale").put("min", 1).put("max", 5);
            case "SINGLE", "MULTIPLE" -> {
                ArrayNode options = item.putArray("options");
                for (String id : List.of("a", "b", "c")) {
                    options.addObject()
                            .put("id", id)
                            .put("share", id.equals("a") ? "1" : "0.5")
                            .putObject("text")
                            .put("zh-CN", "选项" + id);
                }
            }
            case "NUMBER" -> {
                ObjectNode number = item.putObject("number").put("min", "0").put("max", "60");
                number.put("decimals", 0);
                ArrayNode bands = number.putArray("bands");
                bands.addObject().put("upTo", "10").put("share", "1");
                bands.addObject().put("share", "0");
            }
            default -> {
                // nothing more
            }
        }
    }

    /** The items of a document a device holds, in its order. */
    static List<JsonNode> items(JsonNode document) {
        List<JsonNode> items = new ArrayList<>();
        document.path("sections").forEach(section -> section.path("items").forEach(items::add));
        return items;
    }

    /** Some answer to the item; not the same in every visit. */
    static JsonNode answer(JsonNode item, int visit) {
        var nodes = Person.JSON.getNodeFactory();
        return switch (item.path("type").asText()) {
            case "YES_NO" -> nodes.textNode(visit % 7 == 0 ? "NO" : "YES");
            case "RATING" -> nodes.numberNode(1 + visit % 5);
            case "SINGLE" -> nodes.textNode(visit % 3 == 0 ? "b" : "a");
            case "MULTIPLE" -> nodes.arrayNode().add("a").add("c");
            case "NUMBER" -> nodes.textNode(Integer.toString(visit % 30));
            case "TEXT" -> nodes.textNode("营业员主动问候，说明资费清楚，第" + visit + "次到访。");
            default -> throw new IllegalArgumentException("no answer for " + item);
        };
    }
}
