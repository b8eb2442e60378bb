package io.plumbline.sync.simulation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.sync.checklist.ChecklistDocument;
import io.plumbline.sync.checklist.ChecklistParser;
import io.plumbline.sync.device.Answer;
import io.plumbline.sync.merge.VisitState;
import io.plumbline.sync.simulation.ServerState.Assignment;
import io.plumbline.sync.simulation.ServerState.DeviceRecord;
import io.plumbline.sync.simulation.ServerState.Former;
import io.plumbline.sync.simulation.ServerState.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.LongConsumer;

/** What people at desks do, each in a transaction that may stay open for a while. */
final class Office {
    static final String[] ITEMS = {"q1", "q2", "q3", "q4"};
    private static final String[] UNITS = {"north", "south", "east"};
    private static final long HOUR = 3_600_000L;
    private static final long DAY = 24 * HOUR;

    private final ServerModel server;
    private final Chance chance;
    private final Journal journal;
    private final List<String> people;
    private final List<String> versions = new ArrayList<>();
    private int rows;

    Office(ServerModel server, Chance chance, Journal journal, List<String> people) {
        this.server = server;
        this.chance = chance;
        this.journal = journal;
        this.people = people;
        for (String person : people) {
            server.state.units.put(person, new TreeSet<>(List.of(chance.of(List.of(UNITS)))));
        }
        now(this::newVersion);
        for (String unit : UNITS) {
            for (int i = 0; i < 3; i++) {
                now(xid -> row(xid, "unit:" + unit));
            }
        }
        for (int i = 0; i < 4; i++) {
            now(xid -> row(xid, "org"));
            now(this::assign);
        }
    }

    private void now(LongConsumer work) {
        begin(0, work);
        server.commitAll();
    }

    private void begin(long lasts, LongConsumer work) {
        server.begin(
                lasts,
                xid -> {
                    work.accept(xid);
                    return new Answer(200, Map.of(), new byte[0]);
                },
                answer -> {});
    }

    /** Something happens at a desk. */
    void act() {
        long lasts = chance.oneIn(3) ? chance.between(100, 60_000) : 0;
        switch (chance.below(17)) {
            case 0, 1, 2, 3 -> begin(lasts, this::assign);
            case 4 -> begin(lasts, this::reassign);
            case 5 -> begin(lasts, this::cancel);
            case 6, 7 -> begin(lasts, this::review);
            case 8 -> begin(lasts, this::permission);
            case 9 -> begin(lasts, this::newVersion);
            case 10 -> begin(lasts, xid -> row(xid, "org"));
            case 11 -> begin(lasts, xid -> row(xid, "unit:" + UNITS[chance.below(UNITS.length)]));
            case 12 -> begin(lasts, this::delete);
            case 13 -> begin(lasts, this::adopt);
            case 14 -> begin(lasts, xid -> server.work.release(xid, false));
            case 15 -> begin(lasts, this::putAway);
            default -> begin(lasts, this::many);
        }
    }

    void collect() {
        server.feed.collect(server.now() - chance.between(HOUR, 4 * DAY));
    }

    private void assign(long xid) {
        journal.count(Event.ASSIGN);
        // Now and then a version that the fold does not know yet: its publication arrives later.
        String version = chance.oneIn(8) ? unpublished() : versions.get(versions.size() - 1);
        Assignment assignment =
                new Assignment(chance.id(), chance.id(), version, chance.of(people), VisitState.ASSIGNED, 1, List.of());
        server.state.assignments.put(assignment.id(), assignment);
        server.work.publish(xid, assignment.visit());
    }

    private String unpublished() {
        String version = chance.id();
        late.add(version);
        return version;
    }

    private final List<String> late = new ArrayList<>();

    private void newVersion(long xid) {
        journal.count(Event.CHECKLIST_PUBLISHED);
        boolean awaited = !late.isEmpty() && chance.oneIn(2);
        String version = awaited ? late.remove(0) : chance.id();
        if (!awaited) {
            versions.add(version);
        }
        server.state.checklists.put(version, checklist());
        server.feed.bump("checklist", version);
        ObjectNode body = ServerFeed.JSON.createObjectNode().put("id", version);
        server.feed.upsert(xid, "checklist:" + version, "checklist", version, body);
        server.work.release(xid, false);
    }

    private static ChecklistDocument checklist() {
        ObjectNode document = ServerFeed.JSON
                .createObjectNode()
                .put("schema", 1)
                .put("code", "w")
                .put("version", 1);
        document.putObject("title").put("zh-CN", "随机");
        ObjectNode section =
                document.putArray("sections").addObject().put("id", "s").put("weight", "1");
        section.putObject("title").put("zh-CN", "随机");
        for (String item : ITEMS) {
            ObjectNode each =
                    section.withArray("items").addObject().put("id", item).put("type", "TEXT");
            each.putObject("text").put("zh-CN", item);
        }
        return ChecklistParser.parse(document).require();
    }

    /** A row of one scope, or now and then one that all have. */
    private void row(long xid, String scope) {
        boolean shared = chance.oneIn(4);
        int number = chance.oneIn(3) && rows > 0 ? chance.below(rows) : rows++;
        String id = (shared ? "shared" : scope.replace(':', '-')) + "-" + number;
        server.feed.bump("note", id);
        ObjectNode body = ServerFeed.JSON.createObjectNode().put("text", chance.id());
        server.feed.upsert(xid, scope, "note", id, body);
        for (String unit : shared ? UNITS : new String[0]) {
            server.feed.upsert(xid, "unit:" + unit, "note", id, body);
        }
        if (shared) {
            server.feed.upsert(xid, "org", "note", id, body);
        }
    }

    private void delete(long xid) {
        String scope = chance.oneIn(2) ? "org" : "unit:" + UNITS[chance.below(UNITS.length)];
        List<String> ids = server.feed.rows(scope).values().stream()
                .filter(each -> each.op().equals("upsert"))
                .map(ServerState.FeedRow::id)
                .toList();
        if (!ids.isEmpty()) {
            journal.count(Event.ROW_DELETED);
            server.feed.gone(xid, scope, "note", chance.of(ids), "deleted");
        }
    }

    /** More rows in one transaction than a page holds. */
    private void many(long xid) {
        for (int i = 0; i < 8; i++) {
            row(xid, "org");
        }
    }

    private List<Assignment> in(VisitState... states) {
        List<VisitState> wanted = List.of(states);
        return server.state.assignments.values().stream()
                .filter(each -> wanted.contains(each.state()))
                .toList();
    }

    private void change(long xid, Assignment next) {
        server.state.assignments.put(next.id(), next);
        server.work.publish(xid, next.visit());
    }

    private void reassign(long xid) {
        List<Assignment> open = in(VisitState.ASSIGNED, VisitState.IN_PROGRESS, VisitState.RETURNED);
        if (open.isEmpty()) {
            return;
        }
        Assignment from = chance.of(open);
        String to = chance.of(people);
        if (to.equals(from.assignee())) {
            return;
        }
        journal.count(Event.REASSIGN);
        server.work.leave(xid, from);
        Former former = new Former(from.assignee(), from.rev(), false);
        change(xid, from.with(to, VisitState.ASSIGNED, former));
    }

    private void cancel(long xid) {
        List<Assignment> open = in(VisitState.ASSIGNED, VisitState.IN_PROGRESS);
        if (!open.isEmpty()) {
            journal.count(Event.CANCEL);
            Assignment from = chance.of(open);
            Former former = new Former(from.assignee(), from.rev(), true);
            change(xid, from.with(from.assignee(), VisitState.CANCELLED, former));
        }
    }

    private void review(long xid) {
        List<Assignment> submitted = in(VisitState.SUBMITTED);
        if (submitted.isEmpty()) {
            return;
        }
        boolean accept = chance.oneIn(2);
        journal.count(accept ? Event.ACCEPT : Event.RETURN);
        Assignment from = chance.of(submitted);
        change(xid, from.with(from.assignee(), accept ? VisitState.ACCEPTED : VisitState.RETURNED, null));
    }

    private void putAway(long xid) {
        List<Assignment> over = in(VisitState.ACCEPTED, VisitState.CANCELLED).stream()
                .filter(each -> !server.state.away.contains(each.visit()))
                .toList();
        if (!over.isEmpty()) {
            server.finished.putAway(xid, chance.of(over));
        }
    }

    private void permission(long xid) {
        journal.count(Event.PERMISSION_CHANGE);
        TreeSet<String> units = server.state.units.computeIfAbsent(chance.of(people), person -> new TreeSet<>());
        String unit = UNITS[chance.below(UNITS.length)];
        if (!units.remove(unit)) {
            units.add(unit);
        }
    }

    private void adopt(long xid) {
        List<Stored> parked = server.state.operations.values().stream()
                .filter(each -> each.status().equals("parked"))
                .filter(each -> List.of("status-conflict", "not-assigned")
                        .contains(each.receipt().path("code").asText()))
                .toList();
        if (!parked.isEmpty()) {
            server.work.adopt(xid, chance.of(parked));
        }
    }

    /** A command to some device. */
    void command() {
        if (server.state.devices.isEmpty()) {
            return;
        }
        String id = chance.of(List.copyOf(server.state.devices.keySet()));
        DeviceRecord device = server.state.devices.get(id);
        switch (chance.below(4)) {
            case 0 -> server.state.devices.put(id, device.commanded(device.revoked(), true, device.refill()));
            case 1 -> server.state.devices.put(id, device.commanded(!device.revoked(), device.wipe(), device.refill()));
            default -> server.state.devices.put(id, device.commanded(device.revoked(), device.wipe(), true));
        }
    }

    /** Desks that are done: nobody is revoked, everything awaited is published. */
    void settle() {
        server.commitAll();
        server.state.devices.replaceAll((id, device) -> device.commanded(false, false, device.refill()));
        while (!late.isEmpty()) {
            now(this::newVersion);
        }
        now(xid -> server.work.release(xid, false));
    }
}
