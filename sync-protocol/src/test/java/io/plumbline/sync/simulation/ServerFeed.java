package io.plumbline.sync.simulation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.sync.message.ScopeDigest;
import io.plumbline.sync.simulation.ServerRules.Position;
import io.plumbline.sync.simulation.ServerState.Assignment;
import io.plumbline.sync.simulation.ServerState.FeedRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The feed of the server model: rows, cursors, snapshots, digests. */
final class ServerFeed {
    static final ObjectMapper JSON = new ObjectMapper();

    private final ServerModel server;

    ServerFeed(ServerModel server) {
        this.server = server;
    }

    /** The holder has read up to these positions, in this run, and has seen nothing of transactions from reach on. */
    private record Cursor(String epoch, String run, long reach, TreeMap<String, Position> positions) {}

    // ---- writing

    void upsert(long xid, String scope, String entity, String id, JsonNode body) {
        put(xid, scope, entity, id, "upsert", body);
    }

    void gone(long xid, String scope, String entity, String id, String op) {
        FeedRow known = rows(scope).get(entity + "/" + id);
        if (known != null && known.op().equals("upsert")) {
            put(xid, scope, entity, id, op, null);
        }
    }

    long bump(String entity, String id) {
        return server.state.revs.merge(entity + "/" + id, 1L, Long::sum);
    }

    private void put(long xid, String scope, String entity, String id, String op, @Nullable JsonNode body) {
        String key = entity + "/" + id;
        long rev = server.state.revs.getOrDefault(key, 1L);
        FeedRow known = rows(scope).get(key);
        long seq = server.state.nextSeq++;
        if (known == null || server.rules.stamps(known, xid)) {
            rows(scope).put(key, new FeedRow(scope, entity, id, xid, seq, op, rev, body, server.now()));
        }
    }

    Map<String, FeedRow> rows(String scope) {
        return server.state.feed.computeIfAbsent(scope, name -> new TreeMap<>());
    }

    // ---- scopes

    List<String> scopes(String account) {
        TreeSet<String> more = new TreeSet<>();
        server.state.units.getOrDefault(account, new TreeSet<>()).forEach(unit -> more.add("unit:" + unit));
        for (Assignment each : server.state.assignments.values()) {
            if (each.assignee().equals(account)) {
                more.add("checklist:" + each.checklist());
            }
        }
        List<String> scopes = new ArrayList<>(List.of("org", "user:" + account));
        scopes.addAll(more);
        return scopes;
    }

    // ---- cursors

    private String encode(Map<String, Position> positions, long reach) {
        ObjectNode json = JSON.createObjectNode()
                .put("e", server.state.epoch)
                .put("r", server.state.run)
                .put("m", reach);
        ObjectNode scopes = json.putObject("s");
        positions.forEach((scope, at) -> scopes.putArray(scope).add(at.xid()).add(at.seq()));
        return json.toString();
    }

    /** Refuses what belongs to other data, and whose holder may have seen what these data do not hold any more. */
    private Cursor decode(@Nullable String text) {
        TreeMap<String, Position> positions = new TreeMap<>();
        if (text == null) {
            return new Cursor(server.state.epoch, "", 0, positions);
        }
        JsonNode json = read(text);
        json.path("s")
                .properties()
                .forEach(each -> positions.put(
                        each.getKey(),
                        new Position(
                                each.getValue().path(0).asLong(),
                                each.getValue().path(1).asLong())));
        Cursor cursor = new Cursor(
                json.path("e").asText(), json.path("r").asText(), json.path("m").asLong(), positions);
        if (!cursor.epoch().equals(server.state.epoch)) {
            server.journal.count(Event.EPOCH_CHANGED);
            throw new Refused(409, "epoch-changed").with("epoch", server.state.epoch);
        }
        Long limit = server.state.runs.get(cursor.run());
        if ((limit == null || cursor.reach() > limit) && server.rules.checksRuns()) {
            server.journal.count(Event.CURSOR_DIVERGED);
            throw new Refused(409, "cursor-diverged");
        }
        return cursor;
    }

    static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new Refused(400, "bad-envelope");
        }
    }

    private boolean isExpired(String scope, @Nullable Position position) {
        return position != null && position.xid() < server.state.floors.getOrDefault(scope, 0L);
    }

    // ---- reading

    /** What a page that ends at the horizon must leave a device with, for the auditor. */
    record Truth(long horizon, List<String> scopes, Map<String, Map<String, FeedRow>> rows) {}

    @Nullable
    Truth lastTruth;

    private final Set<String> leftBefore = new HashSet<>();

    ObjectNode pull(JsonNode request, String account) {
        lastTruth = null;
        Cursor cursor = decode(request.path("cursor").textValue());
        List<String> scopes = scopes(account);
        long reach = cursor.reach();
        for (JsonNode text : request.path("merge")) {
            Cursor other = decode(text.asText());
            reach = Math.max(reach, other.reach());
            other.positions().forEach((scope, at) -> {
                Position known = cursor.positions().get(scope);
                if (known == null || isExpired(scope, known)) {
                    cursor.positions().put(scope, at);
                }
            });
        }
        List<String> left = cursor.positions().keySet().stream()
                .filter(scope -> !scopes.contains(scope))
                .toList();
        left.forEach(cursor.positions()::remove);
        left.forEach(scope -> leftBefore.add(account + " " + scope));
        for (String scope : scopes) {
            if (leftBefore.remove(account + " " + scope)) {
                server.journal.count(Event.SCOPE_BACK);
            }
        }
        List<String> expired = scopes.stream()
                .filter(scope -> isExpired(scope, cursor.positions().get(scope)))
                .toList();
        if (!expired.isEmpty()) {
            server.journal.count(Event.CURSOR_EXPIRED);
            throw new Refused(410, "cursor-expired").with("scopes", expired);
        }
        return page(request, new Cursor(cursor.epoch(), cursor.run(), reach, cursor.positions()), scopes, left);
    }

    private ObjectNode page(JsonNode request, Cursor cursor, List<String> scopes, List<String> left) {
        int most = request.path("maxRows").asInt(1000);
        long horizon = server.horizon();
        List<FeedRow> read = new ArrayList<>();
        TreeMap<String, Position> positions = new TreeMap<>(cursor.positions());
        boolean more = false;
        for (String scope : scopes) {
            Position from = positions.getOrDefault(scope, new Position(0, 0));
            List<FeedRow> rows = rows(scope).values().stream()
                    .filter(row -> server.rules.isPast(row, from) && row.xid() < horizon)
                    .sorted(Comparator.comparing(FeedRow::xid).thenComparing(FeedRow::seq))
                    .toList();
            for (FeedRow row : rows) {
                if (read.size() == most) {
                    more = true;
                    break;
                }
                read.add(row);
                positions.put(scope, new Position(row.xid(), row.seq()));
            }
            if (more) {
                break;
            }
            positions.put(scope, new Position(horizon, 0));
        }
        long told = horizon;
        if (server.rules.readsHorizonLater() && !more) {
            server.commitOldest();
            told = server.horizon();
            long later = told;
            positions.replaceAll((scope, at) -> new Position(Math.max(at.xid(), later), 0));
        }
        if (more) {
            server.journal.count(Event.MULTI_PAGE_PULL);
        } else {
            lastTruth = truth(horizon, scopes);
        }
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode rows = answer.putArray("rows");
        read.forEach(row -> rows.add(json(row)));
        answer.put("cursor", encode(positions, Math.max(cursor.reach(), told)))
                .put("horizon", Long.toString(told))
                .put("more", more)
                .put("consistent", !more);
        scopes.forEach(answer.putArray("scopes")::add);
        ArrayNode leftScopes = answer.putArray("leftScopes");
        if (server.rules.tellsLeftScopes()) {
            left.forEach(leftScopes::add);
        }
        left.forEach(scope -> server.journal.count(Event.SCOPE_LEFT));
        return answer.put("asOf", server.instant()).put("lagMs", 0);
    }

    private Truth truth(long horizon, List<String> scopes) {
        Map<String, Map<String, FeedRow>> rows = new TreeMap<>();
        scopes.forEach(scope -> rows.put(scope, new TreeMap<>(rows(scope))));
        return new Truth(horizon, scopes, rows);
    }

    private static ObjectNode json(FeedRow row) {
        ObjectNode json = JSON.createObjectNode()
                .put("scope", row.scope())
                .put("entity", row.entity())
                .put("id", row.id())
                .put("op", row.op())
                .put("rev", row.rev());
        json.set("body", row.body());
        return json;
    }

    byte[] snapshot(String scope, Map<String, String> query, String account) {
        if (!scopes(account).contains(scope)) {
            throw Refused.notFound();
        }
        String given = query.get("cursor");
        long horizon = server.horizon();
        TreeMap<String, Position> positions = new TreeMap<>();
        positions.put(scope, new Position(horizon, 0));
        if (given != null) {
            // The first rows are as of then; what the holder has seen is up to now.
            Cursor cursor = decode(given);
            positions = cursor.positions();
            if (isExpired(scope, cursor.positions().get(scope))) {
                throw new Refused(410, "cursor-expired").with("scopes", List.of(scope));
            }
            server.journal.count(Event.SNAPSHOT_RESUMED);
        }
        List<FeedRow> all = rows(scope).values().stream()
                .filter(row -> row.op().equals("upsert"))
                .filter(row -> row.xid() < horizon || server.rules.snapshotsAboveHorizon())
                .sorted(Comparator.comparing(FeedRow::entity).thenComparing(FeedRow::id))
                .toList();
        ScopeDigest digest = ScopeDigest.EMPTY;
        StringBuilder text = new StringBuilder();
        ObjectNode head = JSON.createObjectNode()
                .put("scope", scope)
                .put("cursor", encode(positions, server.rules.reachOfSnapshot(horizon, server.state.nextXid)))
                .put("asOf", server.instant())
                .put("horizon", Long.toString(horizon))
                .put("rows", all.size());
        text.append(head).append('\n');
        String after = query.get("after");
        int sent = 0;
        for (FeedRow row : all) {
            digest = digest.with(row.entity(), row.id(), row.rev());
            if (after == null || (row.entity() + "/" + row.id()).compareTo(after) > 0) {
                text.append(json(row)).append('\n');
                sent++;
            }
        }
        ObjectNode end = JSON.createObjectNode().put("end", true).put("rows", sent);
        end.put("digest", after == null ? digest.wire() : null);
        text.append(end).append('\n');
        server.journal.count(Event.BOOTSTRAP);
        return text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    ObjectNode verify(JsonNode request, String account) {
        Cursor cursor = decode(request.path("cursor").textValue());
        List<String> scopes = scopes(account);
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode results = answer.putArray("scopes");
        for (JsonNode each : request.path("scopes")) {
            String scope = each.path("scope").asText();
            String result = "left";
            if (scopes.contains(scope)) {
                Position at = cursor.positions().getOrDefault(scope, new Position(0, 0));
                ScopeDigest digest = ScopeDigest.EMPTY;
                boolean changed = false;
                for (FeedRow row : rows(scope).values()) {
                    changed |= server.rules.isPast(row, at);
                    digest = row.op().equals("upsert") ? digest.with(row.entity(), row.id(), row.rev()) : digest;
                }
                boolean equal = digest.wire().equals(each.path("digest").asText())
                        && digest.rows() == each.path("rows").asLong();
                result = changed ? "changed" : equal ? "equal" : "different";
            }
            if (result.equals("equal")) {
                server.journal.count(Event.VERIFY_EQUAL);
            }
            results.addObject().put("scope", scope).put("result", result);
        }
        return answer;
    }

    /** Takes away what left long ago, and says below which position nobody can be served any more. */
    void collect(long before) {
        boolean any = false;
        for (Map.Entry<String, TreeMap<String, FeedRow>> scope : server.state.feed.entrySet()) {
            List<FeedRow> old = scope.getValue().values().stream()
                    .filter(row -> !row.op().equals("upsert") && row.at() < before && row.xid() < server.horizon())
                    .toList();
            for (FeedRow row : old) {
                scope.getValue().remove(row.entity() + "/" + row.id());
                if (server.rules.raisesFloors()) {
                    server.state.floors.merge(scope.getKey(), row.xid() + 1, Math::max);
                }
                any = true;
            }
        }
        if (any) {
            server.journal.count(Event.COLLECTION);
        }
    }
}
