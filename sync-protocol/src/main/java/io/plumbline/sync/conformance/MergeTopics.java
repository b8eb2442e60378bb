package io.plumbline.sync.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.sync.merge.Conflict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Registers, sets of photos and ids of conflicts: each write is an operation in a push of its own, in the vector's
 * order on one visit and in the opposite order on another; then the visit's row is pulled.
 */
final class MergeTopics {
    private static final String ITEM = "q12";
    private static final int SCALE = 10;

    private final Bench bench;

    MergeTopics(Bench bench) {
        this.bench = bench;
    }

    Map<String, Topic> topics() {
        return Map.of("register", this::register, "photo-set", this::photoSet, "conflict-id", this::conflictId);
    }

    private void register(Vector vector) {
        JsonNode writes = vector.given().path("writes");
        Set<String> names = new HashSet<>();
        for (JsonNode write : writes) {
            names.add(write.path("op").asText());
            write.path("base").forEach(base -> names.add(base.asText()));
        }
        ObjectNode checklist = Checklists.of(Json.array().add(itemFor(writes)));
        for (boolean backwards : List.of(false, true)) {
            Ids ids = Ids.of(names);
            Task task = bench.task(checklist);
            Deliveries deliveries = new Deliveries();
            JsonNode receipt = NullNode.getInstance();
            for (JsonNode write : ordered(writes, backwards)) {
                receipt = deliveries.push(ids.of(write.path("op").asText()), id -> written(task, ids, id, write));
            }
            JsonNode field = bench.visit(task, receipt).path("answers").path(ITEM);
            compareRegister(vector.then(), ids, field);
        }
    }

    private static void compareRegister(JsonNode then, Ids ids, JsonNode field) {
        ObjectNode expected = Json.object();
        expected.set("heads", ids.in(then.path("heads")));
        expected.set("winner", ids.in(then.path("winner")));
        expected.set("conflict", then.path("conflict"));
        ObjectNode got = Json.object();
        ArrayNode heads = got.putArray("heads");
        if (field.has("heads")) {
            field.path("heads").forEach(head -> heads.add(head.path("op")));
        } else if (field.has("op")) {
            heads.add(field.path("op"));
        }
        got.set("winner", field.has("op") ? field.path("op") : NullNode.getInstance());
        got.put("conflict", field.path("conflict").isTextual());
        Mismatch.unlessEqual("The field in the visit's row differs: " + field, expected, got);
    }

    private ObjectNode written(Task task, Ids ids, String id, JsonNode write) {
        String hlc = write.path("hlc").asText();
        ObjectNode operation = Operations.on(task, bench.tablet(), id, "answers.set", hlc);
        ObjectNode answer = operation
                .put("checklist", task.checklist())
                .putObject("answers")
                .putObject(ITEM);
        answer.set("value", write.path("value"));
        answer.put("hlc", hlc).set("base", ids.in(write.path("base")));
        return operation;
    }

    /** An item that can hold all the values. */
    private static ObjectNode itemFor(JsonNode writes) {
        boolean texts = false;
        boolean numbers = false;
        for (JsonNode write : writes) {
            texts |= write.path("value").isTextual();
            numbers |= write.path("value").isNumber();
        }
        if (texts && numbers) {
            throw new NotApplicable("no item holds texts and numbers, and the library has no types here");
        }
        if (!numbers) {
            return Checklists.item(ITEM, "TEXT");
        }
        ObjectNode item = Checklists.item(ITEM, "RATING").put("points", "1");
        item.putObject("scale").put("min", 1).put("max", SCALE);
        return item;
    }

    private void photoSet(Vector vector) {
        JsonNode operations = vector.given().path("operations");
        Set<String> names = new HashSet<>();
        Set<String> photos = new HashSet<>();
        for (JsonNode operation : operations) {
            names.add(operation.path("op").asText());
            operation.path("observed").forEach(each -> names.add(each.asText()));
            photos.add(operation.path("photo").asText());
        }
        ObjectNode checklist = Checklists.of(Json.array().add(Checklists.item(ITEM, "TEXT")));
        for (boolean backwards : List.of(false, true)) {
            Ids ids = Ids.of(names);
            Ids pictures = Ids.of(photos);
            Task task = bench.task(checklist);
            Deliveries deliveries = new Deliveries();
            JsonNode receipt = NullNode.getInstance();
            for (JsonNode operation : ordered(operations, backwards)) {
                String name = operation.path("op").asText();
                // A removal has no id in the vectors, and is an operation on the wire.
                String id = name.isEmpty() ? Ids.fresh() : ids.of(name);
                receipt = deliveries.push(id, same -> photo(task, ids, pictures, same, operation));
            }
            ArrayNode shown = Json.array();
            for (JsonNode photo : bench.visit(task, receipt).path("photos")) {
                shown.addObject().<ObjectNode>set("photo", photo.path("id")).set("op", photo.path("op"));
            }
            ArrayNode expected = Json.array();
            for (JsonNode each : vector.then().path("shown")) {
                expected.addObject()
                        .put("photo", pictures.of(each.path("photo").asText()))
                        .put("op", ids.of(each.path("op").asText()));
            }
            Mismatch.unlessEqual("Other photos are shown.", expected, shown);
        }
    }

    private ObjectNode photo(Task task, Ids ids, Ids pictures, String id, JsonNode operation) {
        String hlc = operation.path("hlc").asText("018bcfe568000000");
        if (operation.path("do").asText().equals("add")) {
            ObjectNode add = Operations.on(task, bench.tablet(), id, "photo.add", hlc);
            String photo = pictures.of(operation.path("photo").asText());
            add.set("photo", Operations.photo(photo, "", "PHOTO", "0".repeat(Long.SIZE)));
            return add;
        }
        ObjectNode removal = Operations.on(task, bench.tablet(), id, "photo.remove", hlc);
        String photo = operation.path("photo").asText();
        removal.put("photo", photo.isEmpty() ? Ids.fresh() : pictures.of(photo));
        removal.set("observed", ids.in(operation.path("observed")));
        return removal;
    }

    private void conflictId(Vector vector) {
        JsonNode given = vector.given();
        String field = given.path("field").asText();
        boolean notes = field.startsWith("notes/");
        String key = field.substring(field.indexOf('/') + 1);
        List<String> names = new ArrayList<>();
        given.path("heads").forEach(each -> names.add(each.asText()));
        Ids ids = Ids.of(names);
        Task task = bench.task(Checklists.of(Json.array().add(Checklists.item(ITEM, "TEXT"))));
        JsonNode receipt = NullNode.getInstance();
        for (String name : names) {
            String hlc = Operations.now();
            ObjectNode operation =
                    Operations.on(task, bench.tablet(), ids.of(name), notes ? "note.add" : "answers.set", hlc);
            operation.put("checklist", task.checklist());
            ObjectNode write = operation
                    .putObject(notes ? "notes" : "answers")
                    .putObject(key)
                    .put("value", name);
            write.put("hlc", hlc).putArray("base");
            receipt = bench.tablet().push(operation);
        }
        String id = Conflict.id(task.visit(), field, names.stream().map(ids::of).toList())
                .toString();
        Mismatch.unlessEqual(
                "The last receipt names another conflict.", Json.array().add(id), receipt.path("conflicts"));
        bench.visit(task, receipt);
        Mismatch.unlessEqual(
                "The conflict has no row of its own.",
                Json.text(field),
                bench.tablet().body("conflict", id).path("field"));
    }

    private static List<JsonNode> ordered(JsonNode array, boolean backwards) {
        List<JsonNode> list = new ArrayList<>();
        array.forEach(list::add);
        if (backwards) {
            Collections.reverse(list);
        }
        return list;
    }

    /** Makes an operation the first time its id is used, and sends the same one again afterwards. */
    private final class Deliveries {
        private final Map<String, ObjectNode> made = new HashMap<>();

        JsonNode push(String id, java.util.function.Function<String, ObjectNode> maker) {
            ObjectNode operation = made.computeIfAbsent(id, maker);
            JsonNode receipt = bench.tablet().push(operation);
            if (receipt.path("status").asText().equals("parked")) {
                throw new Mismatch("The operation is parked.", Json.text("in effect"), receipt);
            }
            return receipt;
        }
    }
}
