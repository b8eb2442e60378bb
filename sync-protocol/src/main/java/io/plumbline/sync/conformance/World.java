package io.plumbline.sync.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.sync.message.CanonicalJson;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What vectors need around them, made by the public API: people with devices, published checklists, programmes,
 * assignments, a file. All of it has the run's code in its name.
 */
final class World {
    private static final int RADIX = 36;

    private final Http http;
    private final Person officer;
    private final Person admin;
    private final String code;
    private final String unit;
    private final String secret = UUID.randomUUID().toString();
    private final List<String> accounts = new ArrayList<>();
    private final Map<String, String> versions = new HashMap<>();
    private final Map<String, String> programmes = new HashMap<>();
    private final Map<String, String> images = new HashMap<>();
    private int number;

    World(Http http, Options options) {
        this.http = http;
        this.officer = new Person(http, options.officer(), options.password());
        this.admin = new Person(http, options.admin(), options.password());
        this.code = "cv-" + Long.toString(System.currentTimeMillis(), RADIX);
        this.unit = unit();
    }

    Http http() {
        return http;
    }

    /** Signed in as the office. */
    Person officer() {
        return officer;
    }

    Person admin() {
        return admin;
    }

    /** The code of this run, in the names of all it makes. */
    String code() {
        return code;
    }

    String unitId() {
        return unit;
    }

    /** A new inspector. */
    Person hire() {
        String name = code + "-" + ++number + "@conformance";
        ObjectNode account = Json.object()
                .put("signInName", name)
                .put("displayName", "conformance " + code)
                .put("password", secret);
        account.putArray("roles").add("INSPECTOR");
        accounts.add(admin.need("POST", "/api/accounts", account).path("id").asText());
        return new Person(http, name, secret);
    }

    /** The id of a published version with this content; the same one for the same content. */
    String publish(JsonNode checklist) {
        ObjectNode document = checklist.deepCopy();
        document.put("code", code + "-" + ++number).put("version", 1);
        return versions.computeIfAbsent(CanonicalJson.text(checklist), text -> {
            String version = officer.need("POST", "/api/checklists", document)
                    .path("versionId")
                    .asText();
            officer.need("POST", "/api/checklists/versions/" + version + "/publish", Json.object());
            return version;
        });
    }

    /** A new assignment of the person, with its visit. */
    Task assign(Person person, String version) {
        return assign(person, version, "MYSTERY_VISIT");
    }

    /** The same in a programme of this kind. */
    Task assign(Person person, String version, String kind) {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        String programme = programmes.computeIfAbsent(kind + version, same -> programme(version, kind, today));
        ObjectNode wanted = Json.object();
        wanted.putArray("assignments")
                .addObject()
                .put("programme", programme)
                .put("unit", unit)
                .put("assignee", person.id())
                .put("windowFrom", today.minusDays(1).toString())
                .put("windowTo", today.plusDays(1).toString());
        JsonNode created =
                officer.need("POST", "/api/assignments", wanted).path("items").path(0);
        return new Task(
                person, created.path("id").asText(), created.path("visit").asText(), version);
    }

    Task assign(Person person, JsonNode checklist) {
        return assign(person, publish(checklist));
    }

    /** SHA-256 of a picture that the person uploaded and the server verified. */
    String image(Person person) {
        return images.computeIfAbsent(person.id(), same -> {
            TestFile file = TestFile.make(person.id());
            Exchange created = person.send("POST", "/api/media", file.creation(), new byte[0]);
            String place = created.answerHeaders().getOrDefault("location", "/missing");
            Exchange done = person.send("PATCH", place, TestFile.append(0), file.bytes());
            if (!done.success()) {
                throw new Unusable("A picture cannot be uploaded: " + created.answer() + done.answer(), null);
            }
            return file.sha256();
        });
    }

    /** Closes the accounts that were made; the rest is kept, as work always is. */
    void leave() {
        for (String account : accounts) {
            admin.send("POST", "/api/accounts/" + account + "/disable", MissingNode.getInstance());
        }
    }

    private String programme(String version, String kind, LocalDate today) {
        String name = code + "-" + ++number;
        ObjectNode programme = Json.object()
                .put("code", name)
                .put("kind", kind)
                .put("checklistVersion", version)
                .put("startsOn", today.minusDays(1).toString())
                .put("endsOn", today.plusDays(1).toString());
        programme.putObject("name").put("zh-CN", name);
        return officer.need("POST", "/api/programmes", programme).path("id").asText();
    }

    /** A department where there is one: nobody ranks them, so an accepted visit moves no store. */
    private String unit() {
        JsonNode units = officer.need("GET", "/api/units", MissingNode.getInstance());
        String found = units.path(0).path("id").asText();
        for (JsonNode each : units) {
            if (each.path("type").asText().equals("DEPARTMENT")) {
                found = each.path("id").asText();
            }
        }
        if (found.isEmpty()) {
            throw new Unusable("The organisation has no unit to visit.", null);
        }
        return found;
    }
}
