package io.plumbline.sync.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.sync.clock.Hlc;
import io.plumbline.sync.merge.VisitDocument;
import io.plumbline.sync.merge.VisitState;
import io.plumbline.sync.message.CanonicalJson;
import io.plumbline.sync.simulation.ServerState.Assignment;
import io.plumbline.sync.simulation.ServerState.FeedRow;
import io.plumbline.sync.simulation.ServerState.Stored;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Believes nobody. Of each device it knows what was on its disk after the last step, of the server what it answered;
 * its rules are those of section 9 of the design, in their simplest form.
 */
final class Auditor implements ServerWork.Watcher {
    /** An operation as it first was on a disk. */
    record Known(String id, String visit, String canonical, JsonNode body) {}

    /** What the auditor remembers of a copy of a device. */
    static final class Memory {
        private final Map<String, JsonNode> operations = new HashMap<>();
        private final Map<String, JsonNode> edits = new HashMap<>();
        private final Map<String, String> cursors = new HashMap<>();
        private final Map<String, String> lastWrites = new HashMap<>();
        private final Set<String> workRows = new HashSet<>();
        private Hlc latest = Hlc.ZERO;
    }

    private static final int OVERLAY_SAMPLE = 50;
    private static final long KEPT_MS = 14 * 86_400_000L;

    private int overlayChecks;
    private final ServerModel server;
    private final Journal journal;
    private final Map<String, Known> operations = new TreeMap<>();
    private final Set<String> excused = new HashSet<>();
    private final Set<String> everLost = new HashSet<>();
    private final Map<Integer, Memory> memories = new HashMap<>();
    private final Map<Integer, Set<Integer>> ancestors = new HashMap<>();
    private final Map<String, Integer> batches = new HashMap<>();
    private final Map<String, String> effectiveTimes = new HashMap<>();
    private final Map<String, VisitDocument> audited = new HashMap<>();

    Auditor(ServerModel server, Journal journal) {
        this.server = server;
        this.journal = journal;
        server.work.watcher = this;
    }

    private Memory memory(SimulatedDevice device) {
        return memories.computeIfAbsent(device.copy, number -> new Memory());
    }

    static void hold(boolean holds, String what) {
        if (!holds) {
            throw new Violation(what);
        }
    }

    // ---- the server's answers

    /** (14) Of two copies of one identity at most one goes on. */
    @Override
    public void stored(String device, int incarnation, String batch, int sender) {
        String key = device + "/" + incarnation;
        // A batch that was made before a copy was taken is the batch of both.
        int copy = batches.getOrDefault(batch, sender);
        List<Integer> before = server.state.copies.computeIfAbsent(key, name -> new ArrayList<>());
        Set<Integer> above = ancestors.getOrDefault(copy, Set.of());
        for (int other : before) {
            boolean ancestor = other == copy || above.contains(other);
            boolean descendant = ancestors.getOrDefault(other, Set.of()).contains(copy);
            hold(ancestor || descendant, "(14) copies " + other + " and " + copy + " both advance as " + key);
        }
        before.add(copy);
    }

    /** (2) The same receipt at every replay: its time is the first one. */
    @Override
    public void answered(JsonNode receipt) {
        String time = receipt.path("effectiveHlc").asText("");
        String id = receipt.path("operation").asText();
        if (!time.isEmpty() && !receipt.path("code").asText().equals("operation-id-reused")) {
            String first = effectiveTimes.putIfAbsent(id, time);
            hold(first == null || first.equals(time), "(2) another effective time of " + id);
        }
        hold(server.state.effects.getOrDefault(id, 0) <= 1, "(2) more than one effect of " + id);
    }

    /** (18) A device moves nothing that is the server's; (20) whatever an operation is, the others are looked at. */
    @Override
    public void pushed(int sent, ArrayNode receipts, Map<String, Assignment> before) {
        hold(receipts.size() == sent, "(20) " + receipts.size() + " receipts for " + sent + " operations");
        server.state.assignments.forEach((id, now) -> {
            Assignment was = before.get(id);
            hold(was != null, "(18) a push assigned work");
            boolean moved = now.state() != was.state();
            boolean asked = now.state() == VisitState.IN_PROGRESS || now.state() == VisitState.SUBMITTED;
            hold(!moved || asked, "(18) a push made it " + now.state());
            hold(
                    now.assignee().equals(was.assignee())
                            && now.checklist().equals(was.checklist())
                            && now.former().equals(was.former()),
                    "(18) a push changed an assignment");
        });
    }

    /** (3), (4), (5) Documents are what the set of operations says. */
    void checkServer() {
        for (Map.Entry<String, VisitDocument> each : server.state.visits.entrySet()) {
            VisitDocument document = each.getValue();
            if (!document.equals(audited.get(each.getKey()))) {
                audited.put(each.getKey(), document);
                new DumbVisit(server.state, each.getKey()).check(document);
            }
        }
    }

    // ---- devices

    void met(SimulatedDevice device) {
        ancestors.put(device.copy, Set.copyOf(device.ancestors));
    }

    /** A copy whose disk came from elsewhere: what it knows is what is there. */
    void reset(SimulatedDevice device) {
        met(device);
        Memory memory = new Memory();
        memories.put(device.copy, memory);
        memory.latest = Hlc.find(device.meta("hlc")).orElse(Hlc.ZERO);
        remember(device, memory, false);
    }

    /** Operations that were on the old disk alone went with it: nobody promised them. */
    void excuse(Map<String, JsonNode> onOldDisk, Collection<SimulatedDevice> surviving) {
        for (String id : onOldDisk.keySet()) {
            if (!server.state.operations.containsKey(id) && !isOnAny(id, surviving)) {
                excused.add(id);
            }
        }
    }

    static Map<String, JsonNode> onDisk(SimulatedDevice device) {
        Map<String, JsonNode> found = new HashMap<>();
        device.storage()
                .table("outbox")
                .values()
                .forEach(entry -> found.put(entry.path("operation").path("id").asText(), entry));
        return found;
    }

    private boolean isOnAny(String id, Collection<SimulatedDevice> devices) {
        return devices.stream().anyMatch(device -> onDisk(device).containsKey(id));
    }

    /** The server lost what it had since a backup. */
    void rolledBack(Set<String> before, Collection<SimulatedDevice> surviving) {
        audited.clear();
        effectiveTimes.clear();
        for (String id : before) {
            if (!server.state.operations.containsKey(id)) {
                journal.count(Event.ROLLBACK_LOST_OPERATIONS);
                everLost.add(id);
                journal.tell("lost " + id);
                if (!isOnAny(id, surviving)) {
                    excused.add(id);
                }
            }
        }
        server.state
                .operations
                .values()
                .forEach(stored -> effectiveTimes.put(
                        stored.id(), stored.receipt().path("effectiveHlc").asText()));
    }

    void heard(SimulatedDevice device, JsonNode answer) {
        Memory memory = memory(device);
        hear(memory, answer.path("hlc"));
        answer.path("receipts").forEach(receipt -> hear(memory, receipt.path("effectiveHlc")));
    }

    private static void hear(Memory memory, JsonNode time) {
        Hlc.find(time.asText("")).ifPresent(seen -> memory.latest = Hlc.max(memory.latest, seen));
    }

    /** After a step of a device: what is on its disk now may follow what was there. */
    void check(SimulatedDevice device) {
        if (!device.luck().touched) {
            return;
        }
        device.luck().touched = false;
        Memory memory = memory(device);
        Map<String, JsonNode> now = onDisk(device);
        checkNothingVanished(device, memory, now);
        checkTimes(device, memory, now);
        checkCursors(device, memory);
        checkPinned(device, memory);
        remember(device, memory, true);
        checkOverlay(device, memory);
    }

    /** (1) What is on a disk stays there until the server has it. */
    private void checkNothingVanished(SimulatedDevice device, Memory memory, Map<String, JsonNode> now) {
        for (Map.Entry<String, JsonNode> each : memory.operations.entrySet()) {
            String id = each.getKey();
            if (!now.containsKey(id)) {
                boolean acknowledged = each.getValue().path("state").asText().equals("FINAL");
                hold(
                        server.state.operations.containsKey(id) || (acknowledged && everLost.contains(id)),
                        "(1) " + device + " dropped the operation " + id);
                long kept = server.now() - each.getValue().path("receivedAt").asLong();
                hold(
                        isWiped(device) || kept >= KEPT_MS,
                        "(15) " + device + " kept an acknowledged operation for " + kept + " ms alone");
                journal.count(Event.EVICTED);
                if (!server.state.operations.containsKey(id)) {
                    excused.add(id);
                }
            }
        }
        Map<String, JsonNode> edits = new HashMap<>(device.storage().table("edit"));
        for (Map.Entry<String, JsonNode> each : memory.edits.entrySet()) {
            JsonNode edit = each.getValue();
            JsonNode still = edits.get(each.getKey());
            boolean later = still != null
                    && still.path("hlc").asText().compareTo(edit.path("hlc").asText()) >= 0;
            hold(later || isFolded(edit, now), "(1) " + device + " dropped the edit " + each.getKey());
        }
    }

    private static boolean isWiped(SimulatedDevice device) {
        return device.storage().find("meta", "identity").isEmpty();
    }

    private static boolean isFolded(JsonNode edit, Map<String, JsonNode> now) {
        for (JsonNode entry : now.values()) {
            JsonNode field = entry.path("operation")
                    .path(edit.path("field").asText())
                    .path(edit.path("key").asText());
            if (field.path("hlc").asText().compareTo(edit.path("hlc").asText()) >= 0
                    && entry.path("operation").path("entityId").equals(edit.path("visit"))) {
                return true;
            }
        }
        return false;
    }

    /** (6) Times strictly increase, beyond everything seen; and an operation never changes but for its sequence. */
    private void checkTimes(SimulatedDevice device, Memory memory, Map<String, JsonNode> now) {
        Set<String> fresh = new TreeSet<>();
        for (Map.Entry<String, JsonNode> each : now.entrySet()) {
            JsonNode before = memory.operations.get(each.getKey());
            JsonNode operation = each.getValue().path("operation");
            if (before == null) {
                hold(fresh.add(operation.path("hlc").asText()), "(6) the same time twice on " + device);
                Known known = operations.get(each.getKey());
                hold(known == null || known.canonical().equals(canonical(operation)), "an operation changed");
            } else if (!before.path("operation").equals(operation)) {
                hold(
                        canonical(before.path("operation")).equals(canonical(operation)),
                        "an operation changed: " + each.getKey());
            }
        }
        device.storage().table("edit").forEach((key, edit) -> {
            JsonNode before = memory.edits.get(key);
            if (before == null || !before.path("hlc").equals(edit.path("hlc"))) {
                hold(fresh.add(edit.path("hlc").asText()), "(6) the same time twice on " + device);
            }
        });
        for (String time : fresh) {
            hold(
                    Hlc.parse(time).isAfter(memory.latest),
                    "(6) " + device + " wrote a time that is not after all it saw");
        }
        fresh.forEach(time -> memory.latest = Hlc.max(memory.latest, Hlc.parse(time)));
    }

    private static String canonical(JsonNode operation) {
        ObjectNode copy = operation.deepCopy();
        copy.remove("sequence");
        return CanonicalJson.text(copy);
    }

    /** (11) Cursors go forward; a forgotten one begins again. */
    private static void checkCursors(SimulatedDevice device, Memory memory) {
        device.storage().table("account").forEach((account, state) -> {
            String next = state.path("cursor").asText("");
            String before = memory.cursors.getOrDefault(account, "");
            memory.cursors.put(account, next);
            if (before.isEmpty() || next.isEmpty() || before.equals(next)) {
                return;
            }
            JsonNode old = ServerFeed.read(before);
            JsonNode now = ServerFeed.read(next);
            for (Map.Entry<String, JsonNode> scope : old.path("s").properties()) {
                JsonNode to = now.path("s").path(scope.getKey());
                boolean forward = !to.isArray()
                        || to.path(0).asLong() > scope.getValue().path(0).asLong()
                        || (to.path(0).asLong() == scope.getValue().path(0).asLong()
                                && to.path(1).asLong()
                                        >= scope.getValue().path(1).asLong());
                hold(forward, "(11) a cursor went back on " + device + " in " + scope.getKey());
            }
        });
    }

    /** (10) The assignment of a visit with unsent work stays. */
    private void checkPinned(SimulatedDevice device, Memory memory) {
        Set<String> working = new HashSet<>();
        device.storage()
                .table("edit")
                .values()
                .forEach(edit -> working.add(edit.path("visit").asText()));
        device.storage().table("media").values().forEach(entry -> {
            if (!entry.path("done").asBoolean()) {
                working.add(entry.path("visit").asText());
            }
        });
        device.storage().table("outbox").values().forEach(entry -> {
            if (!entry.path("state").asText().equals("FINAL")) {
                working.add(entry.path("operation").path("entityId").asText());
            }
        });
        Set<String> present = new HashSet<>();
        device.storage().table("row").values().forEach(row -> {
            if (row.path("entity").asText().equals("assignment")) {
                present.add(row.path("body").path("visit").asText());
                if (row.path("members").isEmpty()) {
                    journal.countQuietly(Event.PINNED_WITHOUT_SCOPE);
                }
            }
        });
        for (String visit : memory.workRows) {
            hold(
                    present.contains(visit) || !working.contains(visit),
                    "(10) the assignment of unsent work went on " + device);
        }
        memory.workRows.clear();
        present.stream().filter(working::contains).forEach(memory.workRows::add);
    }

    private void remember(SimulatedDevice device, Memory memory, boolean writes) {
        // In the order of writing, which is the order of the keys.
        device.storage().table("outbox").values().forEach(entry -> {
            JsonNode operation = entry.path("operation");
            String id = operation.path("id").asText();
            operations.computeIfAbsent(
                    id, same -> new Known(id, operation.path("entityId").asText(), canonical(operation), operation));
            boolean fresh = memory.operations.put(id, entry) == null;
            if (fresh || !writes) {
                for (String field : new String[] {"answers", "notes"}) {
                    operation
                            .path(field)
                            .fieldNames()
                            .forEachRemaining(key -> memory.lastWrites.put(
                                    operation.path("entityId").asText() + "/" + field + "/" + key, id));
                }
            }
        });
        memory.operations.keySet().retainAll(onDisk(device).keySet());
        memory.edits.clear();
        memory.edits.putAll(device.storage().table("edit"));
        device.storage()
                .find("meta", "inflight")
                .ifPresent(batch -> batches.putIfAbsent(batch.path("batch").asText(), device.copy));
    }

    /** (12) What I wrote last is on my screen until the rows here show it. */
    private void checkOverlay(SimulatedDevice device, Memory memory) {
        if (device.running().account().isEmpty()) {
            return;
        }
        Map<String, JsonNode> now = memory.operations;
        for (Map.Entry<String, String> write : memory.lastWrites.entrySet()) {
            String id = write.getValue();
            JsonNode entry = now.get(id);
            String[] parts = write.getKey().split("/", 3);
            if (entry == null || everLost.contains(id) || memory.edits.containsKey(write.getKey())) {
                continue;
            }
            if (entry.path("overlay").asBoolean() && ++overlayChecks % OVERLAY_SAMPLE != 0) {
                continue; // shown by what the device shows of pending work: looked at now and then
            }
            JsonNode row = device.storage().find("row", "visit/" + parts[0]).orElse(null);
            long rev = row == null ? 0 : row.path("rev").asLong();
            Long folded = server.state.foldedAt.get(id);
            Stored stored = server.state.operations.get(id);
            boolean parked = stored != null && !stored.inEffect();
            boolean leftAndTaken = row == null && folded != null;
            if (parked || leftAndTaken || (folded != null && folded <= rev)) {
                continue;
            }
            JsonNode value =
                    entry.path("operation").path(parts[1]).path(parts[2]).path("value");
            ObjectNode shown = parts[1].equals("answers")
                    ? device.running().work().view(parts[0]).answers()
                    : device.running().work().view(parts[0]).notes();
            hold(
                    shown.path(parts[2]).equals(value),
                    "(12) " + device + " does not show what was written: " + write.getKey() + ", " + entry + ", folded "
                            + folded + ", row " + row);
        }
    }

    /** (7), (8), (9) After a page up to the horizon: everything below it, nothing else. */
    void checkPulled(SimulatedDevice device, String account, ServerFeed.Truth truth) {
        Map<String, Map<String, JsonNode>> held = new TreeMap<>();
        for (JsonNode row : device.storage().table("row").values()) {
            row.path("members").fieldNames().forEachRemaining(member -> {
                if (member.startsWith(account + " ")) {
                    held.computeIfAbsent(member.substring(account.length() + 1), scope -> new TreeMap<>())
                            .put(
                                    row.path("entity").asText() + "/"
                                            + row.path("id").asText(),
                                    row);
                }
            });
        }
        hold(
                truth.scopes().containsAll(held.keySet()),
                "(9) " + device + " keeps a scope that is not " + account + "'s");
        for (String scope : truth.scopes()) {
            Map<String, JsonNode> rows = held.getOrDefault(scope, Map.of());
            Map<String, FeedRow> expected = truth.rows().getOrDefault(scope, Map.of());
            for (FeedRow row : expected.values()) {
                String key = row.entity() + "/" + row.id();
                if (row.xid() < truth.horizon()) {
                    compare(device, account + " " + scope, row, rows.get(key));
                }
            }
            for (String key : rows.keySet()) {
                hold(expected.containsKey(key), "(9) " + device + " has a row that is gone: " + key + " of " + scope);
            }
        }
    }

    private static void compare(
            SimulatedDevice device, String member, FeedRow row, @org.jspecify.annotations.Nullable JsonNode held) {
        String what = device + ", " + row.entity() + "/" + row.id() + " of " + member;
        if (!row.op().equals("upsert")) {
            hold(held == null, "(9) a row that left is there: " + what);
            return;
        }
        hold(held != null, "(7) a row is missing: " + what);
        long rev = held.path("members").path(member).path("rev").asLong();
        hold(rev == row.rev(), "(8) rev " + rev + " instead of " + row.rev() + ": " + what);
        hold(
                held.path("rev").asLong() > rev
                        || held.path("body").equals(row.body())
                        || held.path("body").toString().equals(String.valueOf(row.body())),
                "(8) another body: " + what);
    }

    // ---- at the end

    /** (1), (15), (19) Everything that was ever on a surviving disk is with the server, and nothing waits. */
    void checkEnd(Collection<SimulatedDevice> devices) {
        for (Known known : operations.values()) {
            hold(
                    excused.contains(known.id()) || server.state.operations.containsKey(known.id()),
                    "(1) the server does not have " + known.id() + whereabouts(known.id(), devices));
        }
        for (SimulatedDevice device : devices) {
            hold(device.running().isDelivered(), "(19) something waits on " + device);
        }
        checkServer();
        DumbFeed.check(server.state);
        new AuditAtRest(server).check(devices);
        for (Stored stored : server.state.operations.values()) {
            hold(operations.containsKey(stored.id()), "an operation nobody wrote");
        }
    }

    private String whereabouts(String id, Collection<SimulatedDevice> devices) {
        StringBuilder text = new StringBuilder(everLost.contains(id) ? ", lost by a rollback" : "");
        for (SimulatedDevice device : devices) {
            JsonNode entry = onDisk(device).get(id);
            if (entry != null) {
                text.append("\n").append(device).append(": ").append(entry);
            }
        }
        return text.toString();
    }
}
