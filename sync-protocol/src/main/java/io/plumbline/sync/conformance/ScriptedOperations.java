package io.plumbline.sync.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** Operations of a script: it says what matters, the rest is as a good device would write it. */
final class ScriptedOperations {
    /** What is for the runner and not for the wire. */
    private static final Set<String> WORDS = Set.of("visit", "times", "by");

    private ScriptedOperations() {}

    static ObjectNode make(JsonNode scripted, Tablet tablet, Cast cast) {
        String visit = scripted.path("visit").asText();
        String kind = scripted.path("kind").asText("answers.set");
        Person by = scripted.has("by") ? cast.person(scripted.path("by").asText()) : tablet.person();
        Task task = visit.isEmpty() ? new Task(by, Ids.fresh(), Ids.fresh(), Ids.fresh()) : cast.task(visit);
        ObjectNode operation = Operations.on(task, tablet, Ids.fresh(), kind, Operations.now());
        operation.put("actor", by.id());
        switch (kind) {
            case "visit.start" ->
                operation
                        .put("assignment", task.assignment())
                        .put("checklist", task.checklist())
                        .put("startedAt", "2026-11-22T02:42:00Z");
            case "answers.set" -> operation.put("checklist", task.checklist());
            case "status.request" -> operation.put("to", "SUBMITTED").putNull("score");
            default -> {}
        }
        scripted.properties().forEach(each -> {
            if (WORDS.contains(each.getKey())) {
                return;
            }
            JsonNode value = cast.in(each.getValue());
            if (value.asText().equals("$absent")) {
                operation.remove(each.getKey());
            } else {
                operation.set(each.getKey(), value);
            }
        });
        timed(operation, "answers");
        timed(operation, "notes");
        photo(operation);
        return operation;
    }

    /** Answers and notes without a time have the operation's; without a base they saw nothing. */
    private static void timed(ObjectNode operation, String fields) {
        for (JsonNode each : operation.path(fields)) {
            if (each instanceof ObjectNode field) {
                if (!field.has("hlc")) {
                    field.set("hlc", operation.path("hlc"));
                }
                if (!field.has("base")) {
                    field.putArray("base");
                }
            }
        }
    }

    private static void photo(ObjectNode operation) {
        if (operation.path("kind").asText().equals("photo.add")
                && operation.path("photo") instanceof ObjectNode given) {
            ObjectNode photo = Operations.photo(Ids.fresh(), "", "PHOTO", "0".repeat(Long.SIZE));
            photo.setAll(given);
            operation.set("photo", photo);
        }
    }
}
