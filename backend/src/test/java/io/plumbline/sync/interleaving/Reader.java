package io.plumbline.sync.interleaving;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.sync.SyncTestJobs;
import io.plumbline.sync.interleaving.Http.Answer;
import io.plumbline.sync.message.ScopeDigest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** The reading half of a tablet: rows by scope, a cursor, pages, refills, and the check of digests. */
final class Reader {
    /** What a device has of a thing. */
    record Row(int rev, JsonNode body) {}

    private static final int REFUSED = 410;
    private static final int UNAVAILABLE = 503;

    private final Http http;
    private final String device;
    private final Journal journal;
    private final Map<String, Map<String, Row>> scopes = new ConcurrentSkipListMap<>();
    private final List<String> toMerge = new ArrayList<>();
    private List<String> permitted = List.of();
    private String cursor;
    private boolean consistent;

    Reader(Http http, String device, Journal journal) {
        this.http = http;
        this.device = device;
        this.journal = journal;
    }

    /** One page of at most so many rows. Whether there is more. */
    boolean page(String worker, int rows) {
        ObjectNode request = Http.JSON.createObjectNode();
        request.put("device", device).put("cursor", cursor).put("maxRows", rows);
        ArrayNode merge = request.putArray("merge");
        toMerge.forEach(merge::add);
        Answer answer = http.post(worker, "/api/sync/v1/pull", request);
        if (answer.status() == UNAVAILABLE && journal.mayFail()) {
            journal.count("pull refused for a dead connection");
            return true;
        }
        JsonNode page = answer.json();
        if (answer.status() == REFUSED) {
            journal.count("cursor expired");
            page.path("scopes").forEach(scope -> refill(worker, scope.asText()));
            return true;
        }
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        page.path("rows").forEach(this::apply);
        page.path("leftScopes").forEach(scope -> scopes.remove(scope.asText()));
        advance(page.path("cursor").asText());
        toMerge.clear();
        List<String> now = new ArrayList<>();
        page.path("scopes").forEach(scope -> now.add(scope.asText()));
        permitted = now;
        consistent = page.path("consistent").asBoolean();
        journal.count(page.path("lagMs").asLong() > 0 ? "page below an open transaction" : "page");
        return page.path("more").asBoolean();
    }

    private void apply(JsonNode row) {
        Map<String, Row> rows =
                scopes.computeIfAbsent(row.path("scope").asText(), scope -> new ConcurrentSkipListMap<>());
        if (row.path("op").asText().equals("upsert")) {
            rows.put(key(row), new Row(row.path("rev").asInt(), row.path("body")));
        } else {
            rows.remove(key(row));
        }
    }

    private static String key(JsonNode row) {
        return row.path("entity").asText() + "/" + row.path("id").asText();
    }

    private void advance(String next) {
        Map<String, String> before = SyncTestJobs.positions(cursor);
        Map<String, String> after = SyncTestJobs.positions(next);
        after.forEach((scope, at) -> assertThat(at)
                .as("a cursor never goes back: %s", scope)
                .isGreaterThanOrEqualTo(before.getOrDefault(scope, "")));
        cursor = next;
    }

    /** The scope from a snapshot: what does not come is gone. */
    void refill(String worker, String scope) {
        Answer answer = http.get(
                worker,
                "/api/sync/v1/scopes/" + URLEncoder.encode(scope, StandardCharsets.UTF_8) + "/snapshot?device="
                        + device);
        List<String> lines = answer.text().lines().toList();
        boolean whole = answer.status() == 200
                && Http.read(lines.get(lines.size() - 1)).path("end").asBoolean();
        if (!whole) {
            boolean left = answer.status() == 404;
            assertThat(journal.mayFail() || left).as(answer.text()).isTrue();
            return;
        }
        scopes.put(scope, new ConcurrentSkipListMap<>());
        lines.subList(1, lines.size() - 1).forEach(line -> apply(Http.read(line)));
        toMerge.add(Http.read(lines.get(0)).path("cursor").asText());
        consistent = false;
        journal.count("snapshot");
    }

    /** Refills one of the scopes it has. */
    void refillSome(String worker, Random random) {
        List<String> known = new ArrayList<>(scopes.keySet());
        if (!known.isEmpty()) {
            refill(worker, known.get(random.nextInt(known.size())));
        }
    }

    /** After a consistent page no scope may be told different. */
    void verify(String worker) {
        if (!consistent || !toMerge.isEmpty()) {
            return;
        }
        ObjectNode request = Http.JSON.createObjectNode();
        request.put("device", device).put("cursor", cursor);
        ArrayNode asked = request.putArray("scopes");
        scopes.forEach((scope, rows) -> {
            ScopeDigest digest = ScopeDigest.EMPTY;
            for (Map.Entry<String, Row> row : rows.entrySet()) {
                int slash = row.getKey().indexOf('/');
                digest = digest.with(
                        row.getKey().substring(0, slash),
                        row.getKey().substring(slash + 1),
                        row.getValue().rev());
            }
            asked.addObject().put("scope", scope).put("rows", digest.rows()).put("digest", digest.wire());
        });
        Answer answer = http.post(worker, "/api/sync/v1/verify", request);
        if (answer.status() != 200) {
            assertThat(answer.status() == REFUSED || journal.mayFail())
                    .as(answer.text())
                    .isTrue();
            return;
        }
        answer.json().path("scopes").forEach(each -> {
            String result = each.path("result").asText();
            assertThat(result).as("verify of %s", each.path("scope")).isNotEqualTo("different");
            journal.count("verify " + result);
        });
    }

    void toTheEnd(String worker) {
        int pages = 0;
        while (page(worker, 200)) {
            assertThat(++pages).as("pages of one pull").isLessThan(100);
        }
    }

    Map<String, Row> rows(String scope) {
        return Map.copyOf(scopes.getOrDefault(scope, Map.of()));
    }

    /** The scopes of its person, as of the last page. */
    List<String> permitted() {
        return permitted;
    }

    Map<String, Map<String, Row>> all() {
        Map<String, Map<String, Row>> all = new TreeMap<>();
        scopes.forEach((scope, rows) -> {
            if (!rows.isEmpty()) {
                all.put(scope, new TreeMap<>(rows));
            }
        });
        return all;
    }
}
