package io.plumbline.sync.conformance.tablets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.sync.conformance.tablets.Findings.Kind;
import io.plumbline.sync.conformance.tablets.Ledger.Entry;
import io.plumbline.sync.conformance.tablets.Wire.Sent;
import io.plumbline.sync.device.Device;
import io.plumbline.sync.device.Overlay;
import io.plumbline.sync.device.storage.DeviceStorage;
import io.plumbline.sync.device.storage.MemoryStorage;
import io.plumbline.sync.http.HttpConnection;
import io.plumbline.sync.http.HttpTransport;
import io.plumbline.sync.http.SignIns;
import io.plumbline.sync.message.CanonicalJson;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The oracle at the end: the office's view of every visit, and every tablet against the server. */
final class Audit {
    private static final int IDS_AT_ONCE = 1_000;
    private static final int MOST_STEPS = 20_000;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final URI server;
    private final World world;
    private final Ledger ledger;
    private final Wire wire;
    private final Findings findings = new Findings();
    private final Map<String, JsonNode> documents = new TreeMap<>();

    Audit(URI server, World world, Ledger ledger, Wire wire) {
        this.server = server;
        this.world = world;
        this.ledger = ledger;
        this.wire = wire;
    }

    /** Looks at everything; the tablets must have ended. */
    Findings check(List<Tablet> tablets) throws IOException {
        visits();
        promises();
        issues();
        Map<String, Map<String, String>> fresh = new HashMap<>();
        for (Tablet tablet : tablets) {
            Person person = tablet.person();
            if (!fresh.containsKey(person.account())) {
                fresh.put(person.account(), beginsEmpty(person));
            }
            compare(tablet, fresh.get(person.account()));
        }
        return findings;
    }

    private void visits() {
        Map<String, JsonNode> acknowledged = wire.acknowledged();
        Map<String, List<Sent>> operations = new TreeMap<>();
        for (Sent sent : wire.sent().values()) {
            if (acknowledged.containsKey(sent.id())) {
                operations
                        .computeIfAbsent(sent.visit(), none -> new ArrayList<>())
                        .add(sent);
            } else {
                findings.add(Kind.STUCK, "the operation " + sent.id() + " was sent and never acknowledged");
            }
        }
        Map<String, List<Entry>> entries = new TreeMap<>();
        ledger.entries().forEach(entry -> entries.computeIfAbsent(entry.visit(), none -> new ArrayList<>())
                .add(entry));
        Set<String> all = new TreeSet<>(operations.keySet());
        all.addAll(entries.keySet());
        for (String visit : all) {
            JsonNode detail = world.office().get("/api/visits/" + visit);
            documents.put(visit, detail.path("document"));
            new VisitAudit(
                            findings,
                            world.office(),
                            visit,
                            detail,
                            operations.getOrDefault(visit, List.of()),
                            entries.getOrDefault(visit, List.of()))
                    .check();
        }
    }

    /** Asked once more for each acknowledged operation, by who wrote it, the server still has it and says the same. */
    private void promises() {
        wire.contradictions().forEach(each -> findings.add(Kind.CHANGED, each));
        Map<String, JsonNode> acknowledged = wire.acknowledged();
        Map<String, Sent> sent = wire.sent();
        for (Person person : world.people()) {
            List<String> ids = sent.entrySet().stream()
                    .filter(each -> acknowledged.containsKey(each.getKey()))
                    .filter(each ->
                            each.getValue().operation().path("actor").asText().equals(person.account()))
                    .map(Map.Entry::getKey)
                    .toList();
            Office office = new Office(server, person.signInName(), person.password());
            for (int from = 0; from < ids.size(); from += IDS_AT_ONCE) {
                ask(office, ids.subList(from, Math.min(ids.size(), from + IDS_AT_ONCE)), acknowledged);
            }
        }
    }

    private void ask(Office office, List<String> ids, Map<String, JsonNode> acknowledged) {
        ObjectNode question = Office.object();
        ids.forEach(question.putArray("ids")::add);
        JsonNode answer = office.post("/api/sync/v1/operations/status", question);
        Set<String> told = new HashSet<>();
        for (JsonNode receipt : answer.path("receipts")) {
            String id = receipt.path("operation").asText();
            JsonNode first = acknowledged.get(id);
            boolean same = first != null && first.path("effectiveHlc").equals(receipt.path("effectiveHlc"));
            findings.addUnless(same, Kind.CHANGED, "another receipt now: " + receipt);
            findings.addUnless(told.add(id), Kind.DOUBLED, "two receipts of " + id);
        }
        ids.forEach(id -> findings.addUnless(told.contains(id), Kind.LOST, "the server does not know " + id));
    }

    /** Nothing of the run waits in the office's list. */
    private void issues() {
        Set<String> people = new HashSet<>();
        world.people().forEach(person -> people.add(person.account()));
        String cursor = "";
        do {
            JsonNode page = world.office().get("/api/sync-issues?limit=200" + cursor);
            for (JsonNode issue : page.path("items")) {
                if (people.contains(issue.path("actor").path("id").asText())) {
                    findings.add(
                            Kind.STUCK,
                            issue.path("operation").asText() + " is "
                                    + issue.path("status").asText() + ", "
                                    + issue.path("code").asText() + ": "
                                    + issue.path("detail").asText());
                }
            }
            cursor = page.path("next").isTextual()
                    ? "&cursor=" + page.path("next").asText()
                    : "";
        } while (!cursor.isEmpty());
    }

    /** What a tablet that begins empty has of the person's rows once it has fetched all. */
    private Map<String, String> beginsEmpty(Person person) {
        HttpConnection connection = new HttpConnection(server, LIMIT);
        SignIns signIns = new SignIns(connection);
        Office.patiently(() -> signIns.signIn(person.signInName(), person.password()), "signing in");
        HttpTransport transport = new HttpTransport(connection, signIns);
        MemoryStorage storage = new MemoryStorage();
        Device device = new Device(storage, Tablet.environment(new Random(0), Optional.empty()), Tablet.options());
        device.signIn(person.account());
        int steps = 0;
        while (device.step(transport) && steps < MOST_STEPS) {
            steps++;
        }
        return rows(storage);
    }

    private static Map<String, String> rows(DeviceStorage storage) {
        Map<String, String> rows = new TreeMap<>();
        storage.table("row").forEach((key, row) -> {
            if (!row.path("members").isEmpty()) {
                rows.put(key, row.path("rev").asText() + " " + CanonicalJson.text(row.path("body")));
            }
        });
        return rows;
    }

    private void compare(Tablet tablet, Map<String, String> fresh) throws IOException {
        String name = "tablet " + tablet.number();
        Device device = tablet.device();
        findings.addUnless(device.isDelivered(), Kind.STUCK, name + " has something undelivered");
        Map<String, String> rows = rows(tablet.storage());
        findings.rows += rows.size();
        Set<String> keys = new TreeSet<>(rows.keySet());
        keys.addAll(fresh.keySet());
        for (String key : keys) {
            String here = rows.getOrDefault(key, "nothing");
            String there = fresh.getOrDefault(key, "nothing");
            findings.addUnless(here.equals(there), Kind.UNEQUAL, name + ", " + key + ": " + here + ", not " + there);
        }
        for (String key : rows.keySet()) {
            JsonNode document = documents.get(key.replaceFirst("^visit/", ""));
            if (key.startsWith("visit/") && document != null) {
                Overlay view = device.work().view(key.replaceFirst("^visit/", ""));
                shows(name + ", " + key + ", answers", view.answers(), document.path("answers"));
                shows(name + ", " + key + ", notes", view.notes(), document.path("notes"));
                Set<String> photos = new TreeSet<>();
                document.path("photos")
                        .forEach(photo -> photos.add(photo.path("id").asText()));
                findings.addUnless(
                        photos.equals(new TreeSet<>(view.photos().keySet())),
                        Kind.UNEQUAL,
                        name + ", " + key + ", photos");
            }
        }
    }

    private void shows(String what, ObjectNode shown, JsonNode fields) {
        ObjectNode values = Office.object();
        fields.properties()
                .forEach(each -> values.set(each.getKey(), each.getValue().path("value")));
        findings.addUnless(VisitAudit.same(shown, values), Kind.UNEQUAL, what + " are " + shown + ", not " + values);
    }
}
