package io.plumbline.sync.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.sync.checklist.ChecklistDocument;
import io.plumbline.sync.clock.Hlc;
import io.plumbline.sync.merge.VisitDocument;
import io.plumbline.sync.merge.VisitState;
import io.plumbline.sync.message.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Everything the server has on its disk. A copy is a backup. */
final class ServerState {
    /** Of the chain of leases of one database of a device. */
    record Incarnation(
            String lease, String previous, String rotatedBy, boolean leftOpen, long watermark, Hlc effective) {
        Incarnation(String lease) {
            this(lease, "", "", false, 0, Hlc.ZERO);
        }

        Incarnation rotated(String next, String by) {
            return new Incarnation(next, lease, by, false, watermark, effective);
        }

        /** The lease that the repetition of a batch moved again. */
        Incarnation movedOn(String next) {
            return new Incarnation(next, previous, rotatedBy, leftOpen, watermark, effective);
        }

        /** Whether the batch that moved the lease has operations that were put off. */
        Incarnation leftOpen(boolean open) {
            return new Incarnation(lease, previous, rotatedBy, open, watermark, effective);
        }

        Incarnation answered(long sequence) {
            return new Incarnation(lease, previous, rotatedBy, leftOpen, Math.max(watermark, sequence), effective);
        }

        Incarnation withWatermark(long mark) {
            return new Incarnation(lease, previous, rotatedBy, leftOpen, mark, effective);
        }

        Incarnation stamped(Hlc last) {
            return new Incarnation(lease, previous, rotatedBy, leftOpen, watermark, last);
        }
    }

    /** A device; {@code sent} says which copy of it each operation came from, by incarnation. */
    record DeviceRecord(
            TreeMap<Integer, Incarnation> incarnations,
            TreeSet<String> accounts,
            boolean revoked,
            boolean wipe,
            boolean refill) {
        DeviceRecord copy() {
            return new DeviceRecord(new TreeMap<>(incarnations), new TreeSet<>(accounts), revoked, wipe, refill);
        }

        DeviceRecord commanded(boolean revokedNow, boolean wipeNow, boolean refillNow) {
            return new DeviceRecord(incarnations, accounts, revokedNow, wipeNow, refillNow);
        }
    }

    /** Somebody's time with an assignment: until the revision, then another's or nobody's. */
    record Former(String account, long until, boolean cancelled) {}

    record Assignment(
            String id,
            String visit,
            String checklist,
            String assignee,
            VisitState state,
            long rev,
            List<Former> former) {
        Assignment with(String nextAssignee, VisitState nextState, @Nullable Former left) {
            List<Former> all = new ArrayList<>(former);
            if (left != null) {
                all.add(left);
            }
            return new Assignment(id, visit, checklist, nextAssignee, nextState, rev + 1, List.copyOf(all));
        }
    }

    record Stored(
            String id,
            @Nullable Operation operation,
            String hash,
            Hlc effective,
            String device,
            int incarnation,
            long sequence,
            String status,
            ObjectNode receipt,
            long at) {
        Stored with(ObjectNode next) {
            return new Stored(
                    id,
                    operation,
                    hash,
                    effective,
                    device,
                    incarnation,
                    sequence,
                    next.path("status").asText(),
                    next,
                    at);
        }

        boolean inEffect() {
            return status.equals("applied") || status.equals("superseded");
        }
    }

    record FeedRow(
            String scope,
            String entity,
            String id,
            long xid,
            long seq,
            String op,
            long rev,
            @Nullable JsonNode body,
            long at) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Upload(String sha256, int length, byte[] bytes) {}

    String epoch = "";
    long nextXid = 100;
    long nextSeq = 1;
    long nextLease = 1;
    /** By token, how far the holder of a cursor of that run may have seen: unlimited for the present run. */
    Map<String, Long> runs = new LinkedHashMap<>();

    String run = "";

    /** Everything below is ended, and whoever has this copy of the data has it ended in the same way. */
    long settled;

    Map<String, Stored> operations = new LinkedHashMap<>();
    Map<String, Integer> effects = new HashMap<>();
    Map<String, Long> foldedAt = new HashMap<>();
    Map<String, Assignment> assignments = new TreeMap<>();
    Map<String, VisitDocument> visits = new TreeMap<>();
    Map<String, TreeSet<String>> openConflicts = new TreeMap<>();
    Map<String, DeviceRecord> devices = new TreeMap<>();
    Map<String, TreeMap<String, FeedRow>> feed = new TreeMap<>();
    Map<String, Long> floors = new HashMap<>();
    Map<String, Long> revs = new HashMap<>();
    Map<String, TreeSet<String>> units = new TreeMap<>();
    Map<String, ChecklistDocument> checklists = new TreeMap<>();
    Map<String, byte[]> blobs = new HashMap<>();
    Map<String, byte[]> rescues = new HashMap<>();
    Map<String, Upload> uploads = new HashMap<>();
    TreeSet<String> office = new TreeSet<>();

    /** Visits that are over and left the scopes of their people. */
    TreeSet<String> away = new TreeSet<>();

    Map<String, List<Integer>> copies = new HashMap<>();

    ServerState copy() {
        ServerState copy = new ServerState();
        copy.epoch = epoch;
        copy.nextXid = nextXid;
        copy.nextSeq = nextSeq;
        copy.nextLease = nextLease;
        copy.runs = new LinkedHashMap<>(runs);
        copy.run = run;
        copy.settled = settled;
        copy.operations = new LinkedHashMap<>(operations);
        copy.effects = new HashMap<>(effects);
        copy.foldedAt = new HashMap<>(foldedAt);
        copy.assignments = new TreeMap<>(assignments);
        copy.visits = new TreeMap<>(visits);
        openConflicts.forEach((key, value) -> copy.openConflicts.put(key, new TreeSet<>(value)));
        devices.forEach((key, value) -> copy.devices.put(key, value.copy()));
        feed.forEach((key, value) -> copy.feed.put(key, new TreeMap<>(value)));
        copy.floors = new HashMap<>(floors);
        copy.revs = new HashMap<>(revs);
        units.forEach((key, value) -> copy.units.put(key, new TreeSet<>(value)));
        copy.checklists = new TreeMap<>(checklists);
        copy.blobs = new HashMap<>(blobs);
        copy.rescues = new HashMap<>(rescues);
        copy.uploads = new HashMap<>(uploads);
        copy.office = new TreeSet<>(office);
        copy.away = new TreeSet<>(away);
        copies.forEach((key, value) -> copy.copies.put(key, new ArrayList<>(value)));
        return copy;
    }

    Assignment assignmentOf(String visit) {
        return assignments.values().stream()
                .filter(each -> each.visit().equals(visit))
                .findFirst()
                .orElse(null);
    }

    /** As after a dump and restore: transactions count from the beginning, and old positions are told as 0. */
    void renumber() {
        nextXid = 10;
        runs.clear();
        settled = 0;
        floors.clear();
        feed.values()
                .forEach(rows -> rows.replaceAll((key, row) -> new FeedRow(
                        row.scope(),
                        row.entity(),
                        row.id(),
                        1 + row.xid() % 5,
                        row.seq(),
                        row.op(),
                        row.rev(),
                        row.body(),
                        row.at())));
        operations.replaceAll(
                (id, stored) -> stored.with(stored.receipt().deepCopy().put("visibleAt", "0")));
    }
}
