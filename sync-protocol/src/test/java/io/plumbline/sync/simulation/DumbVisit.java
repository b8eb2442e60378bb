package io.plumbline.sync.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.sync.clock.Hlc;
import io.plumbline.sync.merge.Head;
import io.plumbline.sync.merge.Register;
import io.plumbline.sync.merge.VisitDocument;
import io.plumbline.sync.simulation.ServerState.Stored;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

/** A visit as all its operations at once say it: every write kept, heads found by looking through all of them. */
final class DumbVisit {
    private record Write(String op, Hlc time, String value, String author) {}

    private final Map<String, List<Write>> writes = new HashMap<>();
    private final Map<String, Set<String>> named = new HashMap<>();
    private final Set<String> photos = new TreeSet<>();
    private final Set<String> removed = new HashSet<>();
    private final String checklist;

    DumbVisit(ServerState state, String visit) {
        checklist = state.assignmentOf(visit).checklist();
        for (Stored stored : state.operations.values()) {
            if (stored.inEffect()
                    && stored.operation() != null
                    && stored.operation().entityId().toString().equals(visit)) {
                add(stored, stored.operation().body());
            }
        }
    }

    private void add(Stored stored, JsonNode body) {
        for (String name : new String[] {"answers", "notes"}) {
            for (Map.Entry<String, JsonNode> field : body.path(name).properties()) {
                String key = name + "/" + field.getKey();
                Hlc own = Hlc.parse(field.getValue().path("hlc").asText());
                String author = stored.device() + " " + body.path("actor").asText();
                writes.computeIfAbsent(key, same -> new ArrayList<>())
                        .add(new Write(
                                stored.id(),
                                Hlc.min(own, stored.effective()),
                                field.getValue().path("value").toString(),
                                author));
                Set<String> bases = named.computeIfAbsent(key, same -> new HashSet<>());
                field.getValue().path("base").forEach(base -> bases.add(base.asText()));
            }
        }
        if (body.path("kind").asText().equals("photo.add")) {
            photos.add(stored.id());
        }
        if (body.path("kind").asText().equals("photo.remove")) {
            body.path("observed").forEach(each -> removed.add(each.asText()));
        }
    }

    void check(VisitDocument document) {
        Auditor.hold(document.checklist().equals(checklist), "(17) the pinned version changed");
        check("answers", document.answers());
        check("notes", document.notes());
        photos.removeAll(removed);
        Set<String> shown = new TreeSet<>();
        document.photos().adds().forEach(add -> shown.add(add.op()));
        Auditor.hold(shown.equals(photos), "(3) the photos are others");
    }

    private void check(String name, SortedMap<String, Register> registers) {
        for (Map.Entry<String, List<Write>> each : writes.entrySet()) {
            if (!each.getKey().startsWith(name + "/")) {
                continue;
            }
            String key = each.getKey();
            Set<String> bases = named.getOrDefault(key, Set.of());
            List<Write> heads = each.getValue().stream()
                    .filter(write -> !bases.contains(write.op()))
                    .toList();
            Register register = registers.getOrDefault(key.substring(name.length() + 1), Register.EMPTY);
            Set<String> expected = new TreeSet<>();
            heads.forEach(head -> expected.add(head.op()));
            Set<String> found = new TreeSet<>();
            register.heads().forEach(head -> found.add(head.op()));
            Auditor.hold(found.equals(expected), "(3) the heads of " + key + " are " + found + ", not " + expected);
            long values = heads.stream().map(Write::value).distinct().count();
            Auditor.hold(register.isConflicting() == values > 1, "(5) whether " + key + " conflicts");
            String winner = heads.stream()
                    .max(Comparator.comparing(Write::time).thenComparing(Write::op))
                    .map(Write::op)
                    .orElse("");
            Auditor.hold(register.winner().map(Head::op).orElse("").equals(winner), "(3) another wins " + key);
        }
        for (String key : registers.keySet()) {
            Auditor.hold(writes.containsKey(name + "/" + key), "(4) a value nobody wrote: " + key);
        }
    }
}
