package io.plumbline.sync.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.sync.clock.EffectiveHlc;
import io.plumbline.sync.clock.Hlc;
import io.plumbline.sync.device.Call;
import io.plumbline.sync.merge.Conflict;
import io.plumbline.sync.merge.FoldOutcome;
import io.plumbline.sync.merge.VisitBody;
import io.plumbline.sync.merge.VisitDocument;
import io.plumbline.sync.merge.VisitFold;
import io.plumbline.sync.merge.VisitState;
import io.plumbline.sync.merge.VisitStates;
import io.plumbline.sync.message.Operation;
import io.plumbline.sync.message.OperationKind;
import io.plumbline.sync.message.OperationParser;
import io.plumbline.sync.message.PushedOperation;
import io.plumbline.sync.simulation.ServerState.Assignment;
import io.plumbline.sync.simulation.ServerState.DeviceRecord;
import io.plumbline.sync.simulation.ServerState.Former;
import io.plumbline.sync.simulation.ServerState.Incarnation;
import io.plumbline.sync.simulation.ServerState.Stored;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What operations do in the server model. */
final class ServerWork {
    private static final long FORCED_AFTER_MS = 5 * 86_400_000L;
    static final String POISON = "poison";
    private static final Set<String> PUT_OFF = Set.of("retry", "skipped");

    private final ServerModel server;

    ServerWork(ServerModel server) {
        this.server = server;
    }

    /** Hears of each push that stored something: device, incarnation, copy. */
    interface Watcher {
        void stored(String device, int incarnation, String batch, int copy);

        void answered(JsonNode receipt);

        void pushed(int operations, ArrayNode receipts, Map<String, Assignment> before);
    }

    @Nullable
    Watcher watcher;

    private ServerState state() {
        return server.state;
    }

    // ---- push

    ObjectNode push(long xid, JsonNode request, Call call, int copy) {
        if (server.moody && request.path("operations").size() > 1 && server.chance.oneIn(12)) {
            server.journal.count(Event.SPLIT);
            throw new Refused(413, "payload-too-large")
                    .with("limit", "pushOperations")
                    .with("value", 1);
        }
        DeviceRecord device = server.requireDevice(request);
        String deviceId = request.path("device").asText();
        int number = request.path("incarnation").asInt();
        List<PushedOperation> operations = new ArrayList<>();
        request.path("operations").forEach(each -> operations.add(OperationParser.parse(each)));
        if (server.rules.checksLeases()) {
            requireOwnSequences(device, deviceId, number, operations);
        }
        boolean repetition =
                server.takeLease(device, request, request.path("batch").textValue());
        device.accounts().add(call.account());
        Map<String, Assignment> before = new TreeMap<>(state().assignments);
        ObjectNode answer = ServerFeed.JSON.createObjectNode();
        ArrayNode receipts = answer.putArray("receipts");
        boolean fresh = false;
        boolean open = false;
        TreeSet<String> touched = new TreeSet<>();
        for (PushedOperation each : operations) {
            Stored known = state().operations.get(each.id().toString());
            fresh |= known == null;
            ObjectNode receipt = one(xid, each, known, deviceId, number, touched);
            receipts.add(receipt);
            open |= PUT_OFF.contains(receipt.path("status").asText());
            if (watcher != null) {
                watcher.answered(receipt);
            }
        }
        boolean leftOpen = open;
        device.incarnations().computeIfPresent(number, (same, each) -> each.leftOpen(leftOpen));
        touched.forEach(visit -> publish(xid, visit));
        if (fresh && device.revoked()) {
            server.journal.count(Event.REVOKED_PUSH);
        }
        if (watcher != null) {
            watcher.pushed(operations.size(), receipts, before);
        }
        if (fresh && !repetition && watcher != null) {
            watcher.stored(deviceId, number, request.path("batch").asText(), copy);
        }
        return answer.put("lease", device.incarnations().get(number).lease())
                .put("serverTime", server.instant())
                .put("hlc", server.clock.tick().toString());
    }

    /** Two copies of one device give themselves away when they number different operations alike. */
    private void requireOwnSequences(
            DeviceRecord device, String deviceId, int number, List<PushedOperation> operations) {
        Map<Long, String> taken = new TreeMap<>();
        for (Stored stored : state().operations.values()) {
            if (stored.device().equals(deviceId) && stored.incarnation() == number) {
                taken.put(stored.sequence(), stored.id());
            }
        }
        for (PushedOperation each : operations) {
            String other = taken.put(each.sequence(), each.id().toString());
            if (other != null && !other.equals(each.id().toString())) {
                throw server.forked(device, number);
            }
        }
    }

    private ObjectNode one(
            long xid, PushedOperation pushed, @Nullable Stored known, String device, int number, Set<String> touched) {
        String id = pushed.id().toString();
        if (known != null && server.rules.looksUpFirst()) {
            return duplicate(known, pushed, device, number, xid);
        }
        if (known == null && server.moody && server.chance.oneIn(server.odds.putOff())) {
            boolean retry = server.chance.oneIn(2);
            server.journal.count(retry ? Event.RETRY : Event.SKIPPED);
            ObjectNode receipt =
                    ServerFeed.JSON.createObjectNode().put("operation", id).put("status", retry ? "retry" : "skipped");
            return retry ? receipt.put("afterMs", 3000) : receipt;
        }
        Hlc received = OperationParser.findHlc(pushed.body().path("hlc")).orElse(Hlc.ZERO);
        TreeMap<Integer, Incarnation> incarnations = state().devices.get(device).incarnations();
        Incarnation incarnation = incarnations.get(number);
        EffectiveHlc effective =
                EffectiveHlc.of(received, incarnation.effective(), Hlc.of(Math.max(0, server.now()), 0));
        incarnations.put(
                number,
                incarnation
                        .stamped(Hlc.max(incarnation.effective(), effective.effective()))
                        .answered(pushed.sequence()));
        Stored stored = new Stored(
                id,
                pushed.operation().orElse(null),
                pushed.contentHash(),
                effective.effective(),
                device,
                number,
                pushed.sequence(),
                "",
                ServerFeed.JSON.createObjectNode(),
                server.now());
        ObjectNode receipt = decide(stored, pushed, touched);
        if (effective.suspect() && receipt.path("code").isNull()) {
            server.journal.count(Event.CLOCK_SUSPECT);
            receipt.put("code", "clock-suspect");
        }
        receipt.put("effectiveHlc", effective.effective().toString()).put("visibleAt", Long.toString(xid));
        keep(stored.with(receipt));
        return known == null ? receipt : duplicate(state().operations.get(id), pushed, device, number, xid);
    }

    private ObjectNode duplicate(Stored known, PushedOperation pushed, String device, int number, long xid) {
        server.journal.count(Event.DUPLICATE);
        if (!known.hash().equals(pushed.contentHash())) {
            return receipt(known.id(), "parked", "operation-id-reused").put("visibleAt", "0");
        }
        if (server.rules.countsDuplicates()) {
            state().devices
                    .get(device)
                    .incarnations()
                    .computeIfPresent(number, (same, each) -> each.answered(pushed.sequence()));
        }
        ObjectNode again = known.receipt().deepCopy();
        again.put("original", known.status()).put("status", "duplicate");
        if (!server.rules.keepsEffectiveTimes()) {
            again.put("effectiveHlc", Hlc.of(server.now(), 0).toString()).put("visibleAt", Long.toString(xid));
        }
        return again;
    }

    static ObjectNode receipt(String id, String status, @Nullable String code) {
        ObjectNode receipt = ServerFeed.JSON
                .createObjectNode()
                .put("operation", id)
                .put("status", status)
                .put("code", code)
                .putNull("detail")
                .putNull("pointer");
        receipt.putArray("needs");
        receipt.putArray("conflicts");
        receipt.putArray("mediaMissing");
        return receipt;
    }

    private void keep(Stored stored) {
        state().operations.put(stored.id(), stored);
        if (stored.inEffect()) {
            state().office.remove(stored.id());
        } else {
            state().office.add(stored.id());
        }
        switch (stored.status()) {
            case "held" -> server.journal.count(Event.HELD);
            case "parked" -> server.journal.count(Event.PARKED);
            case "superseded" -> server.journal.count(Event.SUPERSEDED);
            default -> {}
        }
    }

    // ---- deciding

    private ObjectNode decide(Stored stored, PushedOperation pushed, Set<String> touched) {
        String id = stored.id();
        if (pushed.refusal().isPresent()) {
            return receipt(id, "parked", pushed.refusal().get().code().wire());
        }
        Operation operation = pushed.operation().orElseThrow();
        String visit = operation.entityId().toString();
        Assignment assignment = state().assignmentOf(visit);
        if (assignment == null) {
            return receipt(id, "parked", "not-assigned");
        }
        if (operation.body().path("notes").path("_visit").path("value").asText().equals(POISON)) {
            server.journal.count(Event.POISON);
            return receipt(id, "parked", "validation");
        }
        return take(stored, operation, assignment, standing(operation, assignment), touched);
    }

    /** The code that an operation of this author gets; empty text for the assignee, null for nobody's business. */
    private static @Nullable String standing(Operation operation, Assignment assignment) {
        long known = operation.known().getOrDefault("assignment", -1L);
        String actor = operation.actor().toString();
        for (Former former : assignment.former()) {
            if (former.account().equals(actor) && known >= 0 && known <= former.until()) {
                if (former.cancelled()) {
                    return assignment.state() == VisitState.CANCELLED ? "after-cancel" : "";
                }
                return actor.equals(assignment.assignee()) ? "" : "off-scope";
            }
        }
        return actor.equals(assignment.assignee()) ? "" : null;
    }

    private ObjectNode take(
            Stored stored, Operation operation, Assignment assignment, @Nullable String standing, Set<String> touched) {
        String id = stored.id();
        if (standing == null) {
            return receipt(id, "parked", "not-assigned");
        }
        if (operation.kind().equals(OperationKind.STATUS_REQUEST.wire())) {
            return standing.isEmpty()
                    ? request(id, operation, assignment, touched, false)
                    : receipt(id, "parked", "not-assigned");
        }
        if (!VisitStates.takesContent(assignment.state()) && !standing.equals("after-cancel")) {
            return receipt(id, "parked", "status-conflict");
        }
        ObjectNode receipt = fold(stored, operation, assignment);
        if (receipt.path("status").asText().equals("applied")
                || receipt.path("status").asText().equals("superseded")) {
            touched.add(assignment.visit());
            if (standing.isEmpty()) {
                begin(assignment);
            } else {
                server.journal.count(standing.equals("off-scope") ? Event.OFF_SCOPE : Event.AFTER_CANCEL);
                receipt.put("code", standing);
            }
        }
        return receipt;
    }

    private void begin(Assignment assignment) {
        if (assignment.state() == VisitState.ASSIGNED) {
            // The state alone: the revision is what a device knew of the assignee.
            state().assignments
                    .put(
                            assignment.id(),
                            new Assignment(
                                    assignment.id(),
                                    assignment.visit(),
                                    assignment.checklist(),
                                    assignment.assignee(),
                                    VisitState.IN_PROGRESS,
                                    assignment.rev(),
                                    assignment.former()));
        }
    }

    ObjectNode fold(Stored stored, Operation operation, Assignment assignment) {
        VisitDocument before = document(assignment);
        VisitFold.Result result = VisitFold.apply(
                server.rules.toFold(before),
                operation,
                stored.effective(),
                UUID.fromString(stored.device()),
                version -> Optional.ofNullable(state().checklists.get(version)));
        FoldOutcome outcome = result.outcome();
        String code = outcome.code() == null ? null : outcome.code().wire();
        return switch (outcome.effect()) {
            case APPLIED, SUPERSEDED -> {
                state().visits.put(assignment.visit(), result.document());
                state().effects.merge(stored.id(), 1, Integer::sum);
                String status = outcome.effect() == FoldOutcome.Effect.APPLIED ? "applied" : "superseded";
                ObjectNode receipt = receipt(stored.id(), status, null);
                outcome.conflicts()
                        .forEach(each -> receipt.withArray("conflicts").add(each.toString()));
                yield receipt;
            }
            case HELD -> receipt(stored.id(), "held", code);
            case PARKED, REQUEST -> receipt(stored.id(), "parked", code);
        };
    }

    VisitDocument document(Assignment assignment) {
        VisitDocument known = state().visits.get(assignment.visit());
        return known != null ? known : VisitDocument.empty(assignment.visit(), assignment.id(), assignment.checklist());
    }

    private ObjectNode request(
            String id, Operation operation, Assignment assignment, Set<String> touched, boolean forced) {
        VisitStates.Decision decision =
                VisitStates.decide(assignment.state(), VisitState.SUBMITTED, VisitStates.Asker.ASSIGNEE);
        long known = operation.known().getOrDefault("assignment", -1L);
        if (decision == VisitStates.Decision.ALREADY) {
            return receipt(id, "applied", null);
        }
        boolean returned = assignment.state() == VisitState.RETURNED && known < assignment.rev();
        if (decision != VisitStates.Decision.ALLOWED || returned) {
            return receipt(id, "parked", "status-conflict");
        }
        VisitDocument document = document(assignment);
        if (document.started() == null) {
            return receipt(id, forced ? "parked" : "held", "dependency-missing");
        }
        boolean complete = document.photos().shown().stream()
                .allMatch(photo -> state().blobs.containsKey(photo.photo().sha256()));
        if (!complete && !forced) {
            return receipt(id, "held", "media-incomplete");
        }
        server.journal.count(Event.SUBMITTED);
        state().assignments.put(assignment.id(), assignment.with(assignment.assignee(), VisitState.SUBMITTED, null));
        touched.add(assignment.visit());
        return receipt(id, "applied", complete ? null : "forced");
    }

    // ---- what was held, and what the office takes up

    /** A file is here: what waited for it goes on, and rows that name it change. */
    void verified(long xid, String sha256) {
        release(xid, false);
        for (VisitDocument visit : List.copyOf(state().visits.values())) {
            if (visit.photos().adds().stream()
                    .anyMatch(add -> add.photo().sha256().equals(sha256))) {
                publish(xid, visit.id());
            }
        }
    }

    /** Looks again at everything held; what has been for five days is forced. */
    void release(long xid, boolean forceAll) {
        List<Stored> held = state().operations.values().stream()
                .filter(each -> each.status().equals("held"))
                .sorted(Comparator.comparing(Stored::effective).thenComparing(Stored::id))
                .toList();
        for (Stored each : held) {
            boolean forced = forceAll || server.now() - each.at() > FORCED_AFTER_MS;
            if (server.rules.releasesHeld() || forced) {
                reconsider(xid, each, forced, false);
            }
        }
    }

    /** The office takes up a parked operation as if its author had been permitted. */
    void adopt(long xid, Stored parked) {
        reconsider(xid, parked, false, true);
    }

    private void reconsider(long xid, Stored stored, boolean forced, boolean adopted) {
        Operation operation = stored.operation();
        Assignment assignment = operation == null
                ? null
                : state().assignmentOf(operation.entityId().toString());
        if (operation == null || assignment == null) {
            return;
        }
        TreeSet<String> touched = new TreeSet<>();
        ObjectNode receipt = operation.kind().equals(OperationKind.STATUS_REQUEST.wire())
                ? request(stored.id(), operation, assignment, touched, forced)
                : adopted
                        ? fold(stored, operation, assignment)
                        : take(stored, operation, assignment, standing(operation, assignment), touched);
        String status = receipt.path("status").asText();
        if (status.equals("held") && forced) {
            receipt = receipt(stored.id(), "parked", receipt.path("code").textValue());
        } else if (status.equals(stored.status())) {
            return;
        }
        if (stored.receipt().path("code").asText().equals("checklist-unknown") && !status.equals("held")) {
            server.journal.count(Event.CHECKLIST_AWAITED);
        }
        server.journal.count(forced ? Event.FORCED : adopted ? Event.ADOPTED_PARKED : Event.RELEASED);
        receipt.put("effectiveHlc", stored.effective().toString()).put("visibleAt", Long.toString(xid));
        keep(stored.with(receipt));
        touched.add(assignment.visit());
        touched.forEach(visit -> publish(xid, visit));
        server.feed.bump("receipt", stored.id());
        server.feed.upsert(xid, "user:" + operation.actor(), "receipt", stored.id(), receipt);
    }

    // ---- rows

    /** The rows of a visit, its assignment and its conflicts, for whom it is assigned to. */
    void publish(long xid, String visit) {
        Assignment assignment = state().assignmentOf(visit);
        if (assignment == null) {
            return;
        }
        server.finished.bringBack(xid, visit);
        String scope = "user:" + assignment.assignee();
        VisitDocument document = document(assignment);
        long rev = server.feed.bump("visit", visit);
        VisitBody.Facts facts =
                new VisitBody.Facts(assignment.state(), null, null, null, null, null, sha256 -> state().blobs
                        .containsKey(sha256));
        server.feed.upsert(xid, scope, "visit", visit, VisitBody.of(document, facts));
        for (Stored stored : state().operations.values()) {
            if (stored.inEffect()
                    && stored.operation() != null
                    && stored.operation().entityId().toString().equals(visit)) {
                state().foldedAt.putIfAbsent(stored.id(), rev);
            }
        }
        publishAssignment(xid, assignment);
        TreeSet<String> open = new TreeSet<>();
        for (Conflict conflict : document.openConflicts().values()) {
            String id = conflict.id().toString();
            open.add(id);
            server.feed.bump("conflict", id);
            server.feed.upsert(xid, scope, "conflict", id, VisitBody.conflict(conflict, true));
        }
        TreeSet<String> before = state().openConflicts.getOrDefault(visit, new TreeSet<>());
        for (String id : before) {
            if (!open.contains(id)) {
                server.journal.count(Event.CONFLICT_RESOLVED);
                server.feed.gone(xid, scope, "conflict", id, "deleted");
                state().office.remove(id);
            }
        }
        open.stream().filter(id -> !before.contains(id)).forEach(id -> server.journal.count(Event.CONFLICT));
        state().office.addAll(open);
        state().openConflicts.put(visit, open);
    }

    void publishAssignment(long xid, Assignment assignment) {
        ObjectNode body = ServerFeed.JSON
                .createObjectNode()
                .put("id", assignment.id())
                .put("visit", assignment.visit())
                .put("checklist", assignment.checklist())
                .put("state", assignment.state().name());
        server.state.revs.put("assignment/" + assignment.id(), assignment.rev());
        server.feed.upsert(xid, "user:" + assignment.assignee(), "assignment", assignment.id(), body);
    }

    void leave(long xid, Assignment assignment) {
        String scope = "user:" + assignment.assignee();
        server.feed.gone(xid, scope, "assignment", assignment.id(), "left");
        server.feed.gone(xid, scope, "visit", assignment.visit(), "left");
        for (String id : state().openConflicts.getOrDefault(assignment.visit(), new TreeSet<>())) {
            server.feed.gone(xid, scope, "conflict", id, "left");
        }
    }
}
