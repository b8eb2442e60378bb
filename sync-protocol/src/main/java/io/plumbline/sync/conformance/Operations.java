package io.plumbline.sync.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Operations of a tablet on a visit. */
final class Operations {
    private static final int COUNTER_BITS = 16;
    private static final AtomicLong LAST = new AtomicLong();

    private Operations() {}

    /** Everything but what the kind says. */
    static ObjectNode on(Task task, Tablet tablet, String id, String kind, String hlc) {
        ObjectNode operation = Json.object()
                .put("id", id)
                .put("sequence", tablet.nextSequence())
                .put("hlc", hlc)
                .put("actor", task.person().id());
        operation.putObject("known").put("assignment", 1);
        return operation
                .put("entity", "visit")
                .put("entityId", task.visit())
                .put("kind", kind)
                .put("schema", 1)
                .put("wall", "2026-11-22T02:42:00Z");
    }

    static ObjectNode start(Task task, Tablet tablet) {
        return on(task, tablet, Ids.fresh(), "visit.start", now())
                .put("assignment", task.assignment())
                .put("checklist", task.checklist())
                .put("startedAt", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
    }

    /** Answers by item. */
    static ObjectNode answers(Task task, Tablet tablet, JsonNode values) {
        ObjectNode operation =
                on(task, tablet, Ids.fresh(), "answers.set", now()).put("checklist", task.checklist());
        ObjectNode answers = operation.putObject("answers");
        values.properties().forEach(each -> write(answers, each.getKey(), each.getValue()));
        return operation;
    }

    static ObjectNode notes(Task task, Tablet tablet, JsonNode values) {
        ObjectNode operation = on(task, tablet, Ids.fresh(), "note.add", now());
        ObjectNode notes = operation.putObject("notes");
        values.properties().forEach(each -> write(notes, each.getKey(), each.getValue()));
        return operation;
    }

    static ObjectNode photo(Task task, Tablet tablet, String item, String purpose, String sha256) {
        ObjectNode operation = on(task, tablet, Ids.fresh(), "photo.add", now());
        operation.set("photo", photo(Ids.fresh(), item, purpose, sha256));
        return operation;
    }

    /** @param item empty for none */
    static ObjectNode photo(String id, String item, String purpose, String sha256) {
        ObjectNode photo = Json.object().put("id", id);
        if (!item.isEmpty()) {
            photo.put("item", item);
        }
        return photo.put("purpose", purpose)
                .put("sha256", sha256)
                .put("size", 1)
                .put("contentType", "image/png")
                .put("capturedAt", "2026-11-22T02:42:00Z");
    }

    static ObjectNode submit(Task task, Tablet tablet) {
        return on(task, tablet, Ids.fresh(), "status.request", now())
                .put("to", "SUBMITTED")
                .putNull("score");
    }

    /** A time that is later than every one given before. */
    static String now() {
        long now = System.currentTimeMillis() << COUNTER_BITS;
        return String.format("%016x", LAST.updateAndGet(last -> Math.max(last + 1, now)));
    }

    private static void write(ObjectNode fields, String name, JsonNode value) {
        ObjectNode field = fields.putObject(name);
        field.set("value", value);
        field.put("hlc", now()).putArray("base");
    }
}
