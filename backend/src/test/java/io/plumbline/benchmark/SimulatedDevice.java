package io.plumbline.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.f4b6a3.uuid.UuidCreator;
import io.plumbline.sync.clock.Hlc;
import io.plumbline.sync.clock.HybridClock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A tablet with one person: enrols, opens a session, pulls its work, answers it, pushes. Not for several threads. */
final class SimulatedDevice {
    /** An assignment as this device holds it. */
    private record Held(JsonNode body, int revision) {}

    private final Person person;
    private final String device;
    private String lease;
    private final HybridClock clock = new HybridClock(System::currentTimeMillis, Hlc.ZERO);
    private final Map<String, Held> assignments = new LinkedHashMap<>();
    private final Map<String, JsonNode> checklists = new LinkedHashMap<>();
    private String cursor = "";
    private long sequence;

    SimulatedDevice(Person person, String name) {
        this.person = person;
        JsonNode enrolled = person.post(
                "/api/sync/v1/devices",
                Person.object().put("name", name).put("platform", "benchmark").put("appVersion", "0"));
        device = enrolled.path("device").asText();
        ObjectNode request = Person.object()
                .put("device", device)
                .put("incarnation", enrolled.path("incarnation").asInt())
                .put("lease", enrolled.path("lease").asText())
                .put("appVersion", "0");
        request.putObject("protocol").put("min", 1).put("max", 1);
        request.putObject("clock").put("wall", now().toString()).put("zone", "Asia/Shanghai");
        JsonNode session = person.post("/api/sync/v1/session", request);
        lease = session.path("lease").asText();
        clock.receive(Hlc.parse(session.path("hlc").asText()));
    }

    /** Pulls until there is no more; gives the number of rows. */
    int pull() {
        int rows = 0;
        boolean more = true;
        while (more) {
            ObjectNode request = Person.object().put("device", device);
            if (!cursor.isEmpty()) {
                request.put("cursor", cursor);
            }
            JsonNode answer = person.post("/api/sync/v1/pull", request);
            answer.path("rows").forEach(this::keep);
            rows += answer.path("rows").size();
            cursor = answer.path("cursor").asText();
            more = answer.path("more").asBoolean();
        }
        return rows;
    }

    /** Takes the person's own scope as a whole; gives the number of rows. */
    int snapshot() {
        int rows = 0;
        for (JsonNode line :
                person.getLines("/api/sync/v1/scopes/user:" + person.id() + "/snapshot?device=" + device)) {
            if (line.has("entity")) {
                keep(line);
                rows++;
            } else if (line.path("end").asBoolean() && line.path("rows").asInt() != rows) {
                throw new IllegalStateException(rows + " of " + line.path("rows") + " rows came");
            }
        }
        return rows;
    }

    /**
     * The pushes that hand over every visit of the programme, all of it answered.
     *
     * @param batch visits in one push
     */
    List<Push> answerAll(String programme, int batch) {
        List<Push> pushes = new ArrayList<>();
        ArrayNode operations = Person.JSON.createArrayNode();
        int visit = 0;
        for (Held held : assignments.values()) {
            if (held.body().path("programme").path("code").asText().equals(programme)) {
                answer(held, visit++, operations);
                if (visit % batch == 0) {
                    pushes.add(Push.of(operations));
                    operations = Person.JSON.createArrayNode();
                }
            }
        }
        if (!operations.isEmpty()) {
            pushes.add(Push.of(operations));
        }
        return pushes;
    }

    /**
     * Sends the pushes one after the other, again while the server says so.
     *
     * @return receipts by status, and how long each push took
     */
    PushResult push(List<Push> pushes) {
        PushResult result = new PushResult();
        for (Push push : pushes) {
            boolean again = true;
            while (again) {
                long began = System.nanoTime();
                byte[] body = push.body(device, lease);
                JsonNode answer = person.push(body, Push.digest(body));
                lease = answer.path("lease").asText();
                result.latencies().add(System.nanoTime() - began);
                again = result.count(answer.path("receipts"));
            }
        }
        return result;
    }

    private void keep(JsonNode row) {
        String id = row.path("id").asText();
        switch (row.path("entity").asText()) {
            case "assignment" ->
                assignments.put(id, new Held(row.path("body"), row.path("rev").asInt()));
            case "checklist" -> checklists.put(id, row.path("body"));
            default -> {
                // visits, receipts and the organisation are of no use here
            }
        }
    }

    private void answer(Held held, int visit, ArrayNode operations) {
        JsonNode assignment = held.body();
        String version = assignment.path("checklist").asText();
        operations.add(operation("visit.start", held)
                .put("assignment", assignment.path("id").asText())
                .put("checklist", version)
                .put("startedAt", now().toString()));
        ObjectNode answers = Person.object();
        for (JsonNode item : Checklists.items(checklists.get(version))) {
            ObjectNode register = answers.putObject(item.path("id").asText());
            register.set("value", Checklists.answer(item, visit));
            register.put("hlc", clock.tick().toString());
            register.putArray("base");
        }
        ObjectNode set = operation("answers.set", held).put("checklist", version);
        set.set("answers", answers);
        operations.add(set);
        operations.add(operation("status.request", held).put("to", "SUBMITTED").putNull("score"));
    }

    private ObjectNode operation(String kind, Held held) {
        ObjectNode operation = Person.object()
                .put("id", UuidCreator.getTimeOrderedEpoch().toString())
                .put("sequence", ++sequence)
                .put("hlc", clock.tick().toString())
                .put("actor", person.id());
        operation.putObject("known").put("assignment", held.revision());
        return operation
                .put("entity", "visit")
                .put("entityId", held.body().path("visit").asText())
                .put("kind", kind)
                .put("schema", 1)
                .put("wall", now().toString());
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
