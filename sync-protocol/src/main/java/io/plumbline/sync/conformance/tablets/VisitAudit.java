package io.plumbline.sync.conformance.tablets;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.sync.conformance.tablets.Findings.Kind;
import io.plumbline.sync.conformance.tablets.Ledger.Entry;
import io.plumbline.sync.conformance.tablets.Ledger.What;
import io.plumbline.sync.conformance.tablets.Wire.Sent;
import io.plumbline.sync.message.CanonicalJson;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One visit as the office sees it, against what was written and what was acknowledged. Its rules are the dumbest that
 * are right: an operation is in effect, or another one says that it was written over it.
 */
final class VisitAudit {
    private static final String SUBMITTED = "SUBMITTED";

    private final Findings findings;
    private final Office office;
    private final String visit;
    private final JsonNode detail;
    private final JsonNode document;
    private final List<Sent> operations;
    private final List<Entry> entries;

    /**
     * Nothing is looked at yet.
     *
     * @param detail the visit by the office's API
     * @param operations acknowledged ones of the visit
     * @param entries what people wrote on it, in order
     */
    VisitAudit(
            Findings findings,
            Office office,
            String visit,
            JsonNode detail,
            List<Sent> operations,
            List<Entry> entries) {
        this.findings = findings;
        this.office = office;
        this.visit = visit;
        this.detail = detail;
        this.document = detail.path("document");
        this.operations = operations;
        this.entries = entries;
    }

    void check() {
        findings.visits++;
        fields("answers");
        fields("notes");
        photos();
        states();
        entries.forEach(this::isOnTheWire);
        Set<Integer> writers = new HashSet<>();
        entries.forEach(entry -> writers.add(entry.tablet()));
        if (writers.size() == 1) {
            standsAsWritten();
        }
    }

    private String at(String what) {
        return "visit " + visit + ", " + what;
    }

    /** Of each field: the operations that nobody wrote over are its heads, each once, with the value written. */
    private void fields(String name) {
        Map<String, Map<String, JsonNode>> written = new TreeMap<>();
        Map<String, Set<String>> over = new HashMap<>();
        for (Sent sent : operations) {
            for (Map.Entry<String, JsonNode> each : sent.operation().path(name).properties()) {
                written.computeIfAbsent(each.getKey(), none -> new TreeMap<>()).put(sent.id(), each.getValue());
                Set<String> bases = over.computeIfAbsent(each.getKey(), none -> new HashSet<>());
                each.getValue().path("base").forEach(base -> bases.add(base.asText()));
            }
        }
        Set<String> keys = new TreeSet<>(written.keySet());
        document.path(name).fieldNames().forEachRemaining(keys::add);
        for (String key : keys) {
            Map<String, JsonNode> mine = written.getOrDefault(key, Map.of());
            field(name + "/" + key, document.path(name).path(key), mine, over.getOrDefault(key, Set.of()));
        }
    }

    private void field(String name, JsonNode field, Map<String, JsonNode> written, Set<String> over) {
        Map<String, JsonNode> heads = new TreeMap<>();
        List<JsonNode> found = new ArrayList<>();
        field.path("heads").forEach(found::add);
        if (found.isEmpty() && field.isObject()) {
            found.add(field);
        }
        for (JsonNode head : found) {
            String id = head.path("op").asText();
            findings.addUnless(
                    heads.put(id, head.path("value")) == null,
                    Kind.DOUBLED,
                    at(name + " has the head " + id + " twice"));
            findings.addUnless(
                    written.containsKey(id) && !over.contains(id),
                    Kind.DOUBLED,
                    at(name + " has the head " + id + ", which was replaced or never acknowledged"));
        }
        findings.conflicts += field.path("conflict").isTextual() ? 1 : 0;
        for (Map.Entry<String, JsonNode> each : written.entrySet()) {
            JsonNode head = heads.get(each.getKey());
            if (over.contains(each.getKey())) {
                findings.replaced++;
            } else if (head == null) {
                findings.add(Kind.LOST, at(name + ": the operation " + each.getKey() + " has no effect"));
            } else if (same(head, each.getValue().path("value"))) {
                findings.inEffect++;
            } else {
                findings.add(Kind.CHANGED, at(name + " is " + head + ", not as written by " + each.getKey()));
            }
        }
    }

    static boolean same(JsonNode one, JsonNode other) {
        return CanonicalJson.text(one).equals(CanonicalJson.text(other));
    }

    private void photos() {
        Map<String, JsonNode> expected = new TreeMap<>();
        for (Sent sent : operations) {
            if (sent.kind().equals("photo.add")) {
                expected.put(sent.id(), sent.operation().path("photo"));
            }
        }
        for (Sent sent : operations) {
            sent.operation().path("observed").forEach(id -> expected.remove(id.asText()));
            if (sent.kind().startsWith("photo.")) {
                findings.inEffect++;
            }
        }
        Set<String> shown = new HashSet<>();
        for (JsonNode photo : document.path("photos")) {
            String id = photo.path("op").asText();
            findings.addUnless(
                    shown.add(id) && expected.containsKey(id), Kind.DOUBLED, at("one photo too many, of " + id));
            findings.addUnless(photo.path("verified").asBoolean(), Kind.LOST, at("the file of photo " + id));
            String path = "/api/visits/" + visit + "/photos/" + photo.path("id").asText();
            findings.addUnless(
                    sha256(office.file(path)).equals(photo.path("sha256").asText()),
                    Kind.CHANGED,
                    at("the bytes of photo " + id));
        }
        expected.keySet().forEach(id -> findings.addUnless(shown.contains(id), Kind.LOST, at("the photo of " + id)));
    }

    private void states() {
        long starts = count("visit.start");
        long requests = count("status.request");
        findings.inEffect += (int) (starts + requests);
        findings.addUnless(starts == 0 || document.path("startedAt").isTextual(), Kind.LOST, at("the start"));
        findings.addUnless(transitions("IN_PROGRESS") <= 1, Kind.DOUBLED, at("started twice"));
        long submissions = transitions(SUBMITTED);
        findings.addUnless(requests == 0 || submissions >= 1, Kind.LOST, at("the submission"));
        findings.addUnless(
                submissions <= (requests == 0 ? 0 : 1), Kind.DOUBLED, at("submitted " + submissions + " times"));
        findings.addUnless(
                requests == 0 || detail.path("state").asText().equals(SUBMITTED),
                Kind.CHANGED,
                at("the state is " + detail.path("state").asText()));
    }

    private long count(String kind) {
        return operations.stream().filter(sent -> sent.kind().equals(kind)).count();
    }

    private long transitions(String to) {
        long count = 0;
        for (JsonNode each : detail.path("transitions")) {
            count += each.path("to").asText().equals(to) ? 1 : 0;
        }
        return count;
    }

    /** Each thing written is in an operation of that tablet, unless the same person wrote over it there. */
    private void isOnTheWire(Entry entry) {
        boolean replaced = entries.stream()
                .anyMatch(later -> later.number() > entry.number()
                        && later.tablet() == entry.tablet()
                        && later.what() == entry.what()
                        && later.key().equals(entry.key()));
        long carried = operations.stream()
                .filter(sent -> sent.tablet() == entry.tablet() && carries(sent.operation(), entry))
                .count();
        findings.addUnless(
                carried > 0 || replaced, Kind.LOST, at(entry.what() + " " + entry.key() + " = " + entry.value()));
        boolean once = entry.what() == What.PHOTO || entry.what() == What.SUBMISSION;
        findings.addUnless(!once || carried <= 1, Kind.DOUBLED, at(entry.what() + " " + entry.key()));
    }

    private boolean carries(JsonNode operation, Entry entry) {
        return switch (entry.what()) {
            case ANSWER -> holds(operation.path("answers").path(entry.key()), entry.value());
            case NOTE -> holds(operation.path("notes").path(entry.key()), entry.value());
            case PHOTO -> operation.path("photo").path("sha256").asText().equals(entry.key());
            case PHOTO_REMOVED -> operation.path("kind").asText().equals("photo.remove");
            case SUBMISSION -> operation.path("kind").asText().equals("status.request");
        };
    }

    private static boolean holds(JsonNode field, JsonNode value) {
        return field.isObject() && same(field.path("value"), value);
    }

    /** Written on one tablet alone: the last word stands. No operation is asked for this. */
    private void standsAsWritten() {
        Map<String, JsonNode> answers = new TreeMap<>();
        Map<String, JsonNode> notes = new TreeMap<>();
        Set<String> photos = new TreeSet<>();
        for (Entry entry : entries) {
            switch (entry.what()) {
                case ANSWER -> answers.put(entry.key(), entry.value());
                case NOTE -> notes.put(entry.key(), entry.value());
                case PHOTO -> photos.add(entry.key());
                case PHOTO_REMOVED -> photos.remove(entry.key());
                case SUBMISSION -> {
                    // looked at with the states
                }
            }
        }
        values("answers", answers);
        values("notes", notes);
        Set<String> shown = new TreeSet<>();
        document.path("photos").forEach(photo -> shown.add(photo.path("sha256").asText()));
        findings.addUnless(shown.equals(photos), Kind.CHANGED, at("photos are " + shown + ", not " + photos));
    }

    private void values(String name, Map<String, JsonNode> written) {
        Map<String, String> expected = new TreeMap<>();
        written.forEach((key, value) -> expected.put(key, CanonicalJson.text(value)));
        Map<String, String> found = new TreeMap<>();
        document.path(name)
                .properties()
                .forEach(each -> found.put(
                        each.getKey(), CanonicalJson.text(each.getValue().path("value"))));
        findings.addUnless(found.equals(expected), Kind.CHANGED, at(name + " are " + found + ", not " + expected));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
