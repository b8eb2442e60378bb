package io.plumbline.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.demo.plan.FilledSheet;
import io.plumbline.demo.plan.PlannedVisit;
import io.plumbline.platform.time.Ids;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The operations a tablet sends for one visit, as the protocol wants them: begun, answered, noted, photographed, done.
 */
final class VisitOperations {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int HLC_COUNTER_BITS = 16;

    private final UUID actor;
    private final UUID assignment;
    private final UUID visit;
    private final UUID checklist;
    private final Instant started;
    private final Instant ended;
    private final List<ObjectNode> operations = new ArrayList<>();

    VisitOperations(Work work, PlannedVisit plan, ZoneId zone) {
        this.actor = work.actor();
        this.assignment = work.assignment();
        this.visit = work.visit();
        this.checklist = work.checklist();
        this.started = plan.startedAt().atZone(zone).toInstant();
        this.ended = plan.endedAt().atZone(zone).toInstant();
    }

    /** Who answers which assignment. */
    record Work(UUID actor, UUID assignment, UUID visit, UUID checklist) {}

    /** A file as declared by {@code photo.add}. */
    record File(String sha256, long size) {}

    List<ObjectNode> operations() {
        return operations;
    }

    VisitOperations start() {
        operation("visit.start", started)
                .put("assignment", assignment.toString())
                .put("checklist", checklist.toString())
                .put("startedAt", started.toString());
        return this;
    }

    /** Answers are spread over the visit, each with the time at which it was given. */
    VisitOperations answer(FilledSheet sheet) {
        ObjectNode answers = JSON.objectNode();
        int index = 0;
        for (var answer : sheet.answers().entrySet()) {
            answers.set(
                    answer.getKey(),
                    register(answer.getValue(), during(index++, sheet.answers().size())));
        }
        operation("answers.set", ended).put("checklist", checklist.toString()).set("answers", answers);
        if (!sheet.notes().isEmpty()) {
            ObjectNode notes = JSON.objectNode();
            sheet.notes().forEach((item, text) -> notes.set(item, register(JSON.textNode(text), ended)));
            operation("note.add", ended).set("notes", notes);
        }
        return this;
    }

    /** One answer alone, by a device that saw none before. */
    VisitOperations answerOne(String item, JsonNode value) {
        ObjectNode answers = JSON.objectNode();
        answers.set(item, register(value, ended));
        operation("answers.set", ended).put("checklist", checklist.toString()).set("answers", answers);
        return this;
    }

    VisitOperations photo(FilledSheet.Photo photo, File file) {
        ObjectNode body = JSON.objectNode()
                .put("id", Ids.next().toString())
                .put("item", photo.item())
                .put("purpose", photo.signature() ? "SIGNATURE" : "PHOTO")
                .put("sha256", file.sha256())
                .put("size", file.size())
                .put("contentType", "image/jpeg")
                .put("capturedAt", during(1, 2).toString())
                .put("width", Pictures.WIDTH)
                .put("height", Pictures.HEIGHT);
        operation("photo.add", during(1, 2)).set("photo", body);
        return this;
    }

    VisitOperations submit(FilledSheet sheet) {
        operation("status.request", ended).put("to", "SUBMITTED").put("score", sheet.score());
        return this;
    }

    private ObjectNode operation(String kind, Instant at) {
        ObjectNode operation = JSON.objectNode();
        operation.put("id", Ids.next().toString());
        operation.put("hlc", hlc(at, operations.size()));
        operation.put("actor", actor.toString());
        operation.set("known", JSON.objectNode().put("assignment", 1));
        operation.put("entity", "visit");
        operation.put("entityId", visit.toString());
        operation.put("kind", kind);
        operation.put("schema", 1);
        operation.put("wall", at.toString());
        operations.add(operation);
        return operation;
    }

    private ObjectNode register(JsonNode value, Instant at) {
        ObjectNode register = JSON.objectNode();
        register.set("value", value);
        register.put("hlc", hlc(at, 0));
        register.set("base", JSON.arrayNode());
        return register;
    }

    private Instant during(int index, int of) {
        long millis = ended.toEpochMilli() - started.toEpochMilli();
        return started.plusMillis(millis * index / Math.max(1, of));
    }

    private static String hlc(Instant at, int counter) {
        return String.format("%016x", (at.toEpochMilli() << HLC_COUNTER_BITS) + counter);
    }
}
