package io.plumbline.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the office does before the devices begin, and what it sees when they are done. */
final class Office {
    private static final int ASSIGNMENTS_AT_ONCE = 1_000;
    private static final int PAGE = 200;
    private final LocalDate today = LocalDate.now(ZoneId.of("Asia/Shanghai"));

    /** Work given out: the programme, and every visit that must come back. */
    record Work(String programmeId, String code, int visits) {}

    /** A board's publication. */
    record Publication(String board, int rows, long nanos) {}

    private final Person admin;
    private final Person officer;

    Office(Person admin, Person officer) {
        this.admin = admin;
        this.officer = officer;
    }

    /** Makes an account for somebody who carries a device; gives its id. */
    String hire(String signInName, String password) {
        ObjectNode account = Person.object()
                .put("signInName", signInName)
                .put("displayName", signInName)
                .put("password", password);
        account.putArray("roles").add("INSPECTOR");
        return admin.post("/api/accounts", account).path("id").asText();
    }

    /** Publishes a checklist with that many items; gives the id of the version. */
    String publishChecklist(String code, int items) {
        JsonNode draft = officer.post("/api/checklists", Checklists.document(code, items));
        String version = draft.path("versionId").asText();
        officer.post("/api/checklists/versions/" + version + "/publish", Person.object());
        return version;
    }

    /** Sets up a programme and gives each person that many visits to stores. */
    Work giveWork(String code, String checklistVersion, List<String> people, int each) {
        ObjectNode programme = Person.object()
                .put("code", code)
                .put("kind", "MYSTERY_VISIT")
                .put("checklistVersion", checklistVersion)
                .put("startsOn", today.minusDays(1).toString())
                .put("endsOn", today.plusDays(30).toString());
        programme.putObject("name").put("zh-CN", code);
        String id = officer.post("/api/programmes", programme).path("id").asText();
        List<String> stores = stores();
        ArrayNode batch = Person.JSON.createArrayNode();
        for (int i = 0; i < people.size() * each; i++) {
            batch.addObject()
                    .put("programme", id)
                    .put("unit", stores.get(i % stores.size()))
                    .put("assignee", people.get(i % people.size()))
                    .put("windowFrom", today.minusDays(1).toString())
                    .put("windowTo", today.plusDays(1).toString());
            if (batch.size() == ASSIGNMENTS_AT_ONCE || i == people.size() * each - 1) {
                officer.post("/api/assignments", Person.object().set("assignments", batch));
                batch = Person.JSON.createArrayNode();
            }
        }
        return new Work(id, code, people.size() * each);
    }

    /**
     * Looks at every visit of the programme.
     *
     * @throws IllegalStateException unless each was submitted, and exactly once
     */
    void requireAllSubmittedOnce(Work work) {
        Set<String> assignments = new HashSet<>();
        Set<String> visits = new HashSet<>();
        String cursor = "";
        do {
            JsonNode page = officer.get(
                    "/api/assignments?state=SUBMITTED&limit=" + PAGE + "&programme=" + work.programmeId() + cursor);
            for (JsonNode assignment : page.path("items")) {
                assignments.add(assignment.path("id").asText());
                visits.add(assignment.path("visit").asText());
            }
            JsonNode next = page.path("next");
            cursor = next.isTextual() ? "&cursor=" + URLEncoder.encode(next.asText(), StandardCharsets.UTF_8) : "";
        } while (!cursor.isEmpty());
        if (assignments.size() != work.visits() || visits.size() != work.visits()) {
            throw new IllegalStateException(
                    work.code() + ": " + visits.size() + " of " + work.visits() + " visits are submitted");
        }
        for (String assignment : assignments) {
            int submissions = 0;
            for (JsonNode transition :
                    officer.get("/api/assignments/" + assignment).path("transitions")) {
                submissions += transition.path("to").asText().equals("SUBMITTED") ? 1 : 0;
            }
            if (submissions != 1) {
                throw new IllegalStateException(assignment + " was submitted " + submissions + " times");
            }
        }
    }

    /** Cancels some assignments of the work; gives how many. */
    int cancelSome(Work work, int count) {
        JsonNode page = officer.get("/api/assignments?limit=" + PAGE + "&programme=" + work.programmeId());
        int cancelled = 0;
        for (JsonNode assignment : page.path("items")) {
            if (cancelled < count) {
                officer.post(
                        "/api/assignments/" + assignment.path("id").asText() + "/cancel",
                        Person.object().put("reason", "benchmark"));
                cancelled++;
            }
        }
        return cancelled;
    }

    /** Closes the current month early and publishes every board for it. */
    List<Publication> publishCurrentMonth() {
        String month = officer.get("/api/months").path(0).path("month").asText();
        officer.post("/api/months/" + month + "/close?early=true", Person.object());
        List<Publication> publications = new ArrayList<>();
        for (JsonNode board : officer.get("/api/boards")) {
            String path = "/api/boards/" + board.path("id").asText() + "/months/" + month + "/publish";
            long began = System.nanoTime();
            JsonNode ranking = officer.post(path, Person.object());
            long nanos = System.nanoTime() - began;
            publications.add(new Publication(
                    board.path("code").asText(), ranking.path("rows").size(), nanos));
        }
        return publications;
    }

    private List<String> stores() {
        List<String> stores = new ArrayList<>();
        for (JsonNode unit : officer.get("/api/units")) {
            if (unit.path("type").asText().equals("STORE")) {
                stores.add(unit.path("id").asText());
            }
        }
        if (stores.isEmpty()) {
            throw new IllegalStateException("The demo organisation has no stores.");
        }
        return stores;
    }
}
