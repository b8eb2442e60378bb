package io.plumbline.sync.conformance.tablets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** What a run works on, made by the public API: an office of its own, people, a checklist, a programme, visits. */
final class World {
    /** Items that must be answered before a visit can be submitted. */
    static final List<String> REQUIRED = List.of("clean", "polite", "waited", "price");

    /** Items for words, of which no two are the same. */
    static final List<String> WORDS = List.of("words-1", "words-2", "words-3");

    private static final int RADIX = 36;
    private static final int PAGE = 200;

    private final Office office;
    private final String code;
    private final String programme;
    private final String unit;
    private final List<Person> people = new ArrayList<>();

    /** Makes everything but visits. */
    World(URI server, String adminName, String password, int persons) {
        code = "tablets-" + Long.toString(System.currentTimeMillis(), RADIX);
        Office admin = new Office(server, adminName, password);
        String secret = UUID.randomUUID().toString();
        hire(admin, code + "-office", secret, "QUALITY_OFFICER");
        office = new Office(server, code + "-office", secret);
        for (int i = 1; i <= persons; i++) {
            String name = code + "-" + i;
            people.add(new Person(hire(admin, name, secret, "INSPECTOR"), name, secret));
        }
        unit = unit(admin);
        programme = programme();
    }

    private static String hire(Office admin, String name, String password, String role) {
        ObjectNode account =
                Office.object().put("signInName", name).put("displayName", name).put("password", password);
        account.putArray("roles").add(role);
        return admin.post("/api/accounts", account).path("id").asText();
    }

    List<Person> people() {
        return people;
    }

    Office office() {
        return office;
    }

    String code() {
        return code;
    }

    /** A department where there is one: nobody ranks them. Without any unit one is made. */
    private String unit(Office admin) {
        JsonNode units = admin.get("/api/units");
        for (JsonNode each : units) {
            if (each.path("type").asText().equals("DEPARTMENT")) {
                return each.path("id").asText();
            }
        }
        if (!units.isEmpty()) {
            return units.path(0).path("id").asText();
        }
        ObjectNode root = Office.object().put("code", code).put("name", code).put("type", "COMPANY");
        return admin.post("/api/units", root).path("id").asText();
    }

    private String programme() {
        JsonNode draft = office.post("/api/checklists", checklist());
        String version = draft.path("versionId").asText();
        office.post("/api/checklists/versions/" + version + "/publish", Office.object());
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        ObjectNode wanted = Office.object()
                .put("code", code)
                .put("kind", "MYSTERY_VISIT")
                .put("checklistVersion", version)
                .put("startsOn", today.minusDays(1).toString())
                .put("endsOn", today.plusDays(2).toString());
        wanted.putObject("name").put("zh-CN", code);
        return office.post("/api/programmes", wanted).path("id").asText();
    }

    private ObjectNode checklist() {
        ObjectNode document = Office.object().put("schema", 1).put("code", code).put("showScore", true);
        document.putObject("title").put("zh-CN", code);
        ObjectNode section = document.putArray("sections").addObject();
        section.put("id", "all").put("weight", "100").putObject("title").put("zh-CN", "全部");
        ArrayNode items = section.putArray("items");
        for (String id : REQUIRED) {
            ObjectNode item = items.addObject().put("id", id).put("type", "YES_NO");
            item.put("points", "5").putObject("text").put("zh-CN", id);
        }
        for (String id : WORDS) {
            ObjectNode item = items.addObject().put("id", id).put("type", "TEXT");
            item.put("required", false).putObject("text").put("zh-CN", id);
        }
        return document;
    }

    /** Gives a person that many visits more. */
    void give(Person person, int visits) {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        ObjectNode wanted = Office.object();
        ArrayNode assignments = wanted.putArray("assignments");
        for (int i = 0; i < visits; i++) {
            assignments
                    .addObject()
                    .put("programme", programme)
                    .put("unit", unit)
                    .put("assignee", person.account())
                    .put("windowFrom", today.minusDays(1).toString())
                    .put("windowTo", today.plusDays(1).toString());
        }
        office.post("/api/assignments", wanted);
    }

    /** All visits of the run, with whose they are. */
    Map<String, String> visits() {
        Map<String, String> visits = new TreeMap<>();
        String cursor = "";
        do {
            JsonNode page = office.get("/api/assignments?programme=" + programme + "&limit=" + PAGE + cursor);
            for (JsonNode each : page.path("items")) {
                visits.put(
                        each.path("visit").asText(),
                        each.path("assignee").path("id").asText());
            }
            cursor = page.path("next").isTextual()
                    ? "&cursor=" + page.path("next").asText()
                    : "";
        } while (!cursor.isEmpty());
        return visits;
    }
}
