package io.plumbline.sync.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Small checklist documents for vectors that bring none, and changes to those that do. */
final class Checklists {
    private Checklists() {}

    /** One section with these items. */
    static ObjectNode of(ArrayNode items) {
        ObjectNode document =
                Json.object().put("schema", 1).put("code", "vector").put("version", 1);
        document.putObject("title").put("zh-CN", "向量");
        ObjectNode section = document.putArray("sections").addObject();
        section.put("id", "s1").put("weight", "1").set("items", items);
        section.putObject("title").put("zh-CN", "向量");
        return document;
    }

    /** An item that nobody has to answer. */
    static ObjectNode item(String id, String type) {
        ObjectNode item = Json.object()
                .put("id", id)
                .put("type", type)
                .put("required", false)
                .put("allowNa", true);
        item.putObject("text").put("zh-CN", id);
        return item;
    }

    /** The same, but a visit may be submitted whatever is answered. */
    static JsonNode withoutDuties(JsonNode checklist) {
        ObjectNode document = checklist.deepCopy();
        for (JsonNode section : document.path("sections")) {
            for (JsonNode item : section.path("items")) {
                ((ObjectNode) item).put("required", false).remove("evidence");
            }
        }
        return document;
    }
}
