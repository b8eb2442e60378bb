package io.plumbline.sync.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.sync.clock.Hlc;
import io.plumbline.sync.clock.HybridClock;
import io.plumbline.sync.device.Answer;
import io.plumbline.sync.device.Call;
import io.plumbline.sync.message.CanonicalJson;
import io.plumbline.sync.simulation.ServerState.DeviceRecord;
import io.plumbline.sync.simulation.ServerState.Incarnation;
import io.plumbline.sync.simulation.ServerState.Stored;
import io.plumbline.sync.simulation.ServerState.Upload;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The dumbest server that is right: one thread, everything in memory, every transaction done at its commit. What it
 * keeps of a real one is that a transaction has its number from its beginning and commits when it pleases.
 */
final class ServerModel {
    /** A transaction under way. */
    private record Open(
            long xid,
            long commitAt,
            LongFunction<Answer> work,
            Consumer<Answer> answer,
            @Nullable ServerState before) {}

    private static final int LOST_ANSWER = 599;

    final ServerRules rules;
    final Chance chance;
    final Journal journal;
    final ServerFeed feed;
    final ServerWork work;
    final FinishedVisits finished;
    final HybridClock clock;
    private final LongSupplier time;
    private final List<Open> open = new ArrayList<>();
    private long markedAt = Long.MIN_VALUE;
    private int restores;
    ServerState state = new ServerState();

    /** Misbehaves within what is allowed: asks to come again, skips, takes less at once. */
    boolean moody;

    final Odds odds;

    ServerModel(ServerRules rules, Chance chance, Odds odds, Journal journal, LongSupplier time) {
        this.rules = rules;
        this.chance = chance;
        this.odds = odds;
        this.journal = journal;
        this.time = time;
        this.feed = new ServerFeed(this);
        this.work = new ServerWork(this);
        this.finished = new FinishedVisits(this);
        this.clock = new HybridClock(time, Hlc.ZERO);
        state.epoch = chance.id();
        beginRun();
    }

    long now() {
        return time.getAsLong();
    }

    String instant() {
        return Instant.ofEpochMilli(now()).toString();
    }

    /** How often the state was set back. */
    int restores() {
        return restores;
    }

    long horizon() {
        long oldest = open.stream().mapToLong(Open::xid).min().orElse(Long.MAX_VALUE);
        return rules.horizon(oldest, state.nextXid);
    }

    /**
     * At every start of the database, because only while it is stopped can its data be set back. Who saw more than what
     * was settled in these data may have seen what they do not hold.
     */
    private void beginRun() {
        long settled = state.settled;
        state.runs.replaceAll((token, limit) -> Math.min(limit, settled));
        state.run = chance.id();
        state.runs.put(state.run, Long.MAX_VALUE);
        mark();
    }

    /** In a transaction of its own: if nobody else is under way, it settles itself. */
    private void mark() {
        long own = state.nextXid++;
        long oldest = open.stream().mapToLong(Open::xid).min().orElse(own + 1);
        state.settled = Math.max(state.settled, rules.settled(oldest, state.nextXid));
        markedAt = now();
    }

    /** The server is killed, and now and then its database with it. */
    void crash() {
        if (!open.isEmpty() && open.get(0).before() != null) {
            state = open.get(0).before();
        }
        open.clear();
        if (chance.oneIn(2)) {
            beginRun();
        }
    }

    /** The state of a backup, in a set of data of its own or not. */
    void restore(ServerState backup, boolean newEpoch) {
        restores++;
        open.clear();
        state = backup.copy();
        if (newEpoch) {
            state.renumber();
            state.epoch = chance.id();
        }
        beginRun();
    }

    // ---- transactions

    void begin(long lasts, LongFunction<Answer> task, Consumer<Answer> answer) {
        long xid = state.nextXid++;
        if (rules.answersBeforeCommit()) {
            // The answer is on its way, and the commit may never come.
            ServerState before = state.copy();
            answer.accept(task.apply(xid));
            open.add(
                    new Open(xid, now() + lasts, same -> json(ServerFeed.JSON.createObjectNode()), same -> {}, before));
        } else {
            open.add(new Open(xid, now() + lasts, task, answer, null));
        }
    }

    boolean isCommitDue() {
        return open.stream().anyMatch(each -> each.commitAt() <= now());
    }

    void commitDue() {
        commit(each -> each.commitAt() <= now());
    }

    void commitAll() {
        commit(each -> true);
    }

    void commitOldest() {
        open.stream().mapToLong(Open::xid).min().ifPresent(oldest -> commit(each -> each.xid() == oldest));
    }

    int openTransactions() {
        return open.size();
    }

    private void commit(java.util.function.Predicate<Open> which) {
        List<Open> due = open.stream().filter(which).toList();
        for (Open each : due) {
            if (open.stream().anyMatch(other -> other.xid() < each.xid())) {
                journal.count(Event.COMMIT_OUT_OF_ORDER);
            }
            Answer answer = each.work().apply(each.xid());
            open.remove(each);
            if (now() - markedAt >= 10_000) {
                mark();
            }
            each.answer().accept(answer);
        }
    }

    // ---- requests

    /** Takes a request; the answer may come later, and never when the server is killed before. */
    void receive(Call call, int copy, Consumer<Answer> answer) {
        switch (call.kind()) {
            case PUSH ->
                begin(chance.below(400), xid -> guarded(() -> json(work.push(xid, body(call), call, copy))), answer);
            case MEDIA_APPEND -> begin(chance.below(50), xid -> guarded(() -> append(xid, call)), answer);
            default -> answer.accept(guarded(() -> answer(call)));
        }
    }

    private interface Task {
        Answer run();
    }

    private static Answer guarded(Task task) {
        try {
            return task.run();
        } catch (Refused e) {
            return new Answer(e.status, Map.of(), bytes(e.problem));
        }
    }

    static byte[] bytes(JsonNode json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    static Answer json(JsonNode body) {
        return new Answer(200, Map.of(), bytes(body));
    }

    private static JsonNode body(Call call) {
        return ServerFeed.read(new String(call.body(), StandardCharsets.UTF_8));
    }

    private Answer answer(Call call) {
        return switch (call.kind()) {
            case ENROL -> json(enrol(call.account()));
            case SESSION -> json(session(body(call), call.account()));
            case STATUS -> json(status(body(call)));
            case PULL -> {
                requireActive(body(call));
                yield json(feed.pull(body(call), call.account()));
            }
            case SNAPSHOT -> snapshot(call);
            case VERIFY -> json(feed.verify(body(call), call.account()));
            case MEDIA_QUERY -> json(query(body(call)));
            case MEDIA_CREATE -> create(call);
            case MEDIA_OFFSET -> offset(call);
            case WIPED -> json(ServerFeed.JSON.createObjectNode());
            case RESCUE -> rescue(call);
            default -> new Answer(LOST_ANSWER, Map.of(), new byte[0]);
        };
    }

    String lease() {
        return "lease-" + state.nextLease++ + "-" + chance.below(1_000_000);
    }

    private ObjectNode enrol(String account) {
        String id = chance.id();
        String lease = lease();
        TreeMap<Integer, Incarnation> incarnations = new TreeMap<>();
        incarnations.put(1, new Incarnation(lease));
        state.devices.put(id, new DeviceRecord(incarnations, new TreeSet<>(List.of(account)), false, false, false));
        return ServerFeed.JSON
                .createObjectNode()
                .put("device", id)
                .put("incarnation", 1)
                .put("lease", lease);
    }

    DeviceRecord requireDevice(JsonNode request) {
        DeviceRecord device = state.devices.get(request.path("device").asText());
        if (device == null) {
            throw Refused.notFound();
        }
        return device;
    }

    private void requireActive(JsonNode request) {
        if (requireDevice(request).revoked()) {
            journal.count(Event.REVOKED);
            throw new Refused(403, "device-revoked").with("pushAllowed", true);
        }
    }

    /**
     * The rule of leases, the same for a session and a push.
     *
     * @return whether this is a repetition of what rotated the lease last
     */
    boolean takeLease(DeviceRecord device, JsonNode request, @Nullable String by) {
        int number = request.path("incarnation").asInt();
        Incarnation known = device.incarnations().get(number);
        String lease = request.path("lease").asText();
        if (known != null && (lease.equals(known.lease()) || !rules.checksLeases())) {
            device.incarnations().put(number, known.rotated(lease(), by == null ? chance.id() : by));
            return false;
        }
        if (known != null && lease.equals(known.previous()) && known.rotatedBy().equals(by)) {
            journal.count(Event.REPETITION);
            if (known.leftOpen() && rules.movesTheLeaseOfAnOpenBatch()) {
                journal.count(Event.LEASE_MOVED_ON);
                device.incarnations().put(number, known.movedOn(lease()));
            }
            return true;
        }
        throw forked(device, number);
    }

    Refused forked(DeviceRecord device, int asked) {
        journal.count(Event.FORKED);
        int highest =
                device.incarnations().isEmpty() ? 0 : device.incarnations().lastKey();
        int next = 1 + Math.max(highest, asked);
        String lease = lease();
        device.incarnations().put(next, new Incarnation(lease));
        return new Refused(409, "device-forked").with("incarnation", next).with("lease", lease);
    }

    private ObjectNode session(JsonNode request, String account) {
        DeviceRecord device = requireDevice(request);
        requireActive(request);
        int number = request.path("incarnation").asInt();
        boolean renewed = false;
        try {
            takeLease(device, request, request.path("attempt").textValue());
        } catch (Refused e) {
            // Told as a problem or as a command: both must do.
            if (chance.oneIn(2)) {
                throw e;
            }
            journal.count(Event.NEW_INCARNATION_COMMAND);
            number = device.incarnations().lastKey();
            renewed = true;
        }
        device.accounts().add(account);
        Incarnation incarnation = device.incarnations().get(number);
        journal.tell("session of " + request.path("device").asText() + "/" + number + ": acknowledged "
                + request.path("acknowledged").asLong() + ", watermark " + incarnation.watermark());
        ObjectNode answer = ServerFeed.JSON
                .createObjectNode()
                .put("protocol", 1)
                .put("epoch", state.epoch)
                .put("incarnation", number)
                .put("lease", incarnation.lease())
                .put("serverTime", instant())
                .put("hlc", clock.tick().toString())
                .put("watermark", incarnation.watermark());
        answer.putObject("limits").put("pushOperations", moody ? 2 + chance.below(6) : 500);
        feed.scopes(account).forEach(answer.putArray("scopes")::add);
        ArrayNode commands = answer.putArray("commands");
        if (renewed) {
            commands.add("new-incarnation");
        }
        if (incarnation.watermark() < request.path("acknowledged").asLong()) {
            journal.count(Event.RESEND);
            commands.add("resend");
        }
        if (device.refill()) {
            journal.count(Event.REBOOTSTRAP_COMMAND);
            commands.add("re-bootstrap");
        }
        if (device.wipe()) {
            commands.add("wipe-after-push");
        }
        commands.add("dance"); // from a newer server
        state.devices.put(request.path("device").asText(), device.commanded(device.revoked(), device.wipe(), false));
        return answer;
    }

    private ObjectNode status(JsonNode request) {
        ObjectNode answer = ServerFeed.JSON.createObjectNode().put("lease", leaseOfQuestion(request));
        ArrayNode receipts = answer.putArray("receipts");
        ArrayNode unknown = answer.putArray("unknown");
        for (JsonNode id : request.path("ids")) {
            Stored stored = state.operations.get(id.asText());
            if (stored == null) {
                journal.count(Event.STATUS_LOST);
                unknown.add(id);
            } else {
                receipts.add(stored.receipt());
            }
        }
        return answer;
    }

    /** The lease after a question; its repetition reads anew, so it gets another. */
    private String leaseOfQuestion(JsonNode request) {
        DeviceRecord device = requireDevice(request);
        int number = request.path("incarnation").asInt();
        if (!rules.movesTheLeaseOfAQuestion()) {
            return request.path("lease").asText();
        }
        if (takeLease(device, request, request.path("attempt").textValue())) {
            device.incarnations().compute(number, (same, known) -> Objects.requireNonNull(known)
                    .movedOn(lease()));
        }
        return device.incarnations().get(number).lease();
    }

    /** Kept whole and not looked into. */
    private Answer rescue(Call call) {
        journal.count(Event.RESCUE);
        String id = chance.id();
        state.rescues.put(id, call.body());
        return new Answer(
                201, Map.of(), bytes(ServerFeed.JSON.createObjectNode().put("rescue", id)));
    }

    // ---- files

    private Answer snapshot(Call call) {
        Map<String, String> query = new HashMap<>();
        int mark = call.path().indexOf('?');
        for (String pair : call.path().substring(mark + 1).split("&", -1)) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], decode(parts[1]));
        }
        String[] steps = call.path().substring(0, mark).split("/", -1);
        return new Answer(200, Map.of(), feed.snapshot(decode(steps[5]), query, call.account()));
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private ObjectNode query(JsonNode request) {
        ObjectNode answer = ServerFeed.JSON.createObjectNode();
        ArrayNode present = answer.putArray("present");
        ArrayNode missing = answer.putArray("missing");
        for (JsonNode sha256 : request.path("sha256")) {
            (state.blobs.containsKey(sha256.asText()) ? present : missing).add(sha256);
        }
        return answer;
    }

    private Answer create(Call call) {
        String id = chance.id();
        String metadata = call.headers().get("Upload-Metadata");
        String encoded = metadata.substring("sha256 ".length(), metadata.indexOf(','));
        String sha256 = new String(java.util.Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
        int length = Integer.parseInt(call.headers().get("Upload-Length"));
        state.uploads.put(id, new Upload(sha256, length, new byte[0]));
        Map<String, String> headers = Map.of("Location", "http://localhost/api/media/" + id, "Upload-Offset", "0");
        return new Answer(201, headers, new byte[0]);
    }

    private Upload upload(Call call) {
        Upload upload = state.uploads.get(call.path().substring(call.path().lastIndexOf('/') + 1));
        if (upload == null) {
            throw Refused.notFound();
        }
        return upload;
    }

    private Answer offset(Call call) {
        Upload upload = upload(call);
        if (upload.bytes().length > 0) {
            journal.count(Event.UPLOAD_RESUMED);
        }
        return new Answer(200, Map.of("Upload-Offset", Integer.toString(upload.bytes().length)), new byte[0]);
    }

    private Answer append(long xid, Call call) {
        Upload upload = upload(call);
        int offset = Integer.parseInt(call.headers().get("Upload-Offset"));
        if (offset != upload.bytes().length) {
            throw new Refused(409, "upload-offset-mismatch").with("offset", upload.bytes().length);
        }
        byte[] bytes = Arrays.copyOf(upload.bytes(), offset + call.body().length);
        System.arraycopy(call.body(), 0, bytes, offset, call.body().length);
        String id = call.path().substring(call.path().lastIndexOf('/') + 1);
        state.uploads.put(id, new Upload(upload.sha256(), upload.length(), bytes));
        if (bytes.length >= upload.length()) {
            if (!CanonicalJson.sha256(new String(bytes, StandardCharsets.UTF_8)).equals(upload.sha256())) {
                state.uploads.remove(id);
                throw new Refused(400, "digest-mismatch");
            }
            state.blobs.put(upload.sha256(), bytes);
            journal.count(Event.UPLOAD);
            work.verified(xid, upload.sha256());
        }
        return new Answer(204, Map.of("Upload-Offset", Integer.toString(bytes.length)), new byte[0]);
    }
}
