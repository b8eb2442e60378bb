package io.plumbline.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.fieldwork.TestDevice;
import io.plumbline.fieldwork.TestFieldwork;
import io.plumbline.fieldwork.TestFieldwork.Task;
import io.plumbline.testing.TestOrganisation;
import io.plumbline.testing.TestOrganisations;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SnapshotIT {
    @Inject
    TestOrganisations organisations;

    @Inject
    RemovedRowsJob removedRows;

    @Inject
    Runs runs;

    @Inject
    Jdbi jdbi;

    private TestOrganisation organisation;
    private List<Task> tasks;
    private TestDevice device;
    private String scope;

    @BeforeEach
    void assignWork() {
        organisation = organisations.create();
        tasks = new TestFieldwork(organisation).assign("inspector", 3);
        device = TestDevice.enrol(organisation, "inspector");
        scope = "user:" + organisation.person("inspector").id();
    }

    @Test
    void givesTheRowsOfAScopeAndACursorFromWhichAPullGoesOn() {
        List<JsonObject> lines = lines(snapshot(scope, null, null));
        JsonObject head = lines.get(0);
        assertThat(head.getString("scope")).isEqualTo(scope);
        assertThat(head.getInteger("rows")).isEqualTo(3);
        assertThat(lines.subList(1, 4)).allSatisfy(row -> {
            assertThat(row.getString("entity")).isEqualTo("assignment");
            assertThat(row.getJsonObject("body").getString("state")).isEqualTo("ASSIGNED");
        });
        JsonObject end = lines.get(4);
        assertThat(end.getBoolean("end")).isTrue();
        assertThat(end.getInteger("rows")).isEqualTo(3);
        assertThat(end.getString("digest")).isEqualTo(digest(lines.subList(1, 4)));
        device.push(device.start(tasks.get(0)));
        List<Map<String, Object>> since = pull(null, List.of(head.getString("cursor")))
                .jsonPath()
                .getList("rows.findAll { it.scope == '" + scope + "' }");
        assertThat(since).extracting(row -> row.get("entity")).containsOnly("assignment", "visit");
        assertThat(since).hasSize(2);
    }

    @Test
    void goesOnAfterTheLastRowThatArrived() {
        List<JsonObject> all = lines(snapshot(scope, null, null));
        String cursor = all.get(0).getString("cursor");
        String last = "assignment/" + all.get(2).getString("id");
        List<JsonObject> rest = lines(snapshot(scope, cursor, last));
        assertThat(rest).hasSize(3);
        assertThat(decode(rest.get(0).getString("cursor")).getJsonObject("s"))
                .as("its rows are as of the first head")
                .isEqualTo(decode(cursor).getJsonObject("s"));
        assertThat(rest.get(1)).isEqualTo(all.get(3));
        assertThat(rest.get(2).getString("digest")).isNull();
    }

    @Test
    void refusesTheScopeOfSomebodyElse() {
        assertThat(snapshot("user:" + UUID.randomUUID(), null, null).statusCode())
                .isEqualTo(404);
        assertThat(snapshot(scope, null, "nonsense").statusCode()).isEqualTo(400);
    }

    @Test
    void tellsWhetherADeviceHasWhatTheServerHas() {
        List<JsonObject> rows = device.pull().stream()
                .map(JsonObject::mapFrom)
                .filter(row -> row.getString("scope").equals(scope))
                .toList();
        assertThat(verify(scope, 3, digest(rows))).isEqualTo("equal");
        assertThat(verify(scope, 3, "00000000000000ff")).isEqualTo("different");
        assertThat(verify("user:" + UUID.randomUUID(), 0, "0000000000000000")).isEqualTo("left");
        device.push(device.start(tasks.get(0)));
        assertThat(verify(scope, 3, digest(rows))).isEqualTo("changed");
    }

    @Test
    void refusesACursorFromAHistoryThatWasGivenUp() {
        device.pull();
        JsonObject cursor = decode(device.cursor());
        JsonObject foreign = cursor.copy().put("r", UUID.randomUUID().toString());
        assertThat(pull(encode(foreign), List.of()).<String>path("code")).isEqualTo("cursor-diverged");
        JsonObject beyond = cursor.copy();
        beyond.getJsonObject("s").put(scope, new JsonArray().add("999999999999").add("0"));
        assertThat(pull(encode(beyond), List.of()).<String>path("code")).isEqualTo("cursor-diverged");
        assertThat(pull(encode(cursor.copy().put("m", "-1")), List.of()).statusCode())
                .isEqualTo(400);
        assertThat(pull(device.cursor(), List.of()).statusCode()).isEqualTo(200);
    }

    @Test
    void refusesWhoSawMoreThanWasSettledWhenTheDatabaseWasStartedAnew() {
        device.pull();
        long reach = Long.parseLong(decode(device.cursor()).getString("m"));
        databaseWasStartedAnewWith(reach);
        assertThat(pull(device.cursor(), List.of()).statusCode())
                .as("saw nothing that is not settled")
                .isEqualTo(200);
        device.pull();
        reach = Long.parseLong(decode(device.cursor()).getString("m"));
        databaseWasStartedAnewWith(reach - 1);
        assertThat(pull(device.cursor(), List.of()).<String>path("code")).isEqualTo("cursor-diverged");
        assertThat(snapshot(scope, device.cursor(), null).<String>path("code")).isEqualTo("cursor-diverged");
    }

    @Test
    void settlesItsOwnTransactionWhenNobodyElseIsUnderWay() {
        device.pull();
        runs.settle();
        long reach = Long.parseLong(decode(device.cursor()).getString("m"));
        assertThat(settled()).isGreaterThanOrEqualTo(reach);
    }

    /** A copy taken now lacks what is under way, although its holder may see later transactions at once. */
    @Test
    void settlesNothingThatIsUnderWay() {
        long underWay = QuarkusTransaction.requiringNew().call(() -> {
            long own = jdbi.withHandle(handle -> handle.createQuery("select pg_current_xact_id()::text::bigint")
                    .mapTo(Long.class)
                    .one());
            device.push(device.start(tasks.get(0)));
            runs.settle();
            assertThat(QuarkusTransaction.requiringNew().call(this::settled)).isLessThanOrEqualTo(own);
            return own;
        });
        runs.settle();
        assertThat(settled()).isGreaterThan(underWay);
    }

    private long settled() {
        return jdbi.withHandle(
                handle -> handle.createQuery("select settled::text::bigint from sync_runs where reach_limit is null")
                        .mapTo(Long.class)
                        .one());
    }

    /** As after a copy of the data was put back in which so much was settled. */
    private void databaseWasStartedAnewWith(long settled) {
        jdbi.useTransaction(handle -> {
            handle.execute("set local role none");
            handle.execute(
                    "update sync_runs set database_started_at = 'epoch', settled = ?::text::xid8"
                            + " where reach_limit is null",
                    settled);
        });
    }

    @Test
    void namesTheScopesWhoseRemovalsAreForgottenAndGoesOnAfterTheirSnapshot() {
        device.pull();
        String old = device.cursor();
        organisation
                .as("officer")
                .body("{\"reason\":\"closed\"}")
                .post("/api/assignments/" + tasks.get(0).assignment() + "/cancel")
                .then()
                .statusCode(204);
        int removed = organisation.inTransaction(() -> jdbi.withHandle(handle -> handle.execute(
                "update sync_rows set op = 'left', body = null, changed_at = now() - interval '91 days' where id = ?",
                UUID.fromString(tasks.get(0).assignment()))));
        assertThat(removed).isEqualTo(1);
        device.pull();
        removedRows.collect(organisation.id());
        Response expired = pull(old, List.of());
        assertThat(expired.statusCode()).isEqualTo(410);
        assertThat(expired.<List<String>>path("scopes")).containsExactly(scope);
        assertThat(pull(device.cursor(), List.of()).statusCode())
                .as("a device that saw the removal")
                .isEqualTo(200);
        List<JsonObject> lines = lines(snapshot(scope, null, null));
        assertThat(lines.get(0).getInteger("rows")).isEqualTo(2);
        assertThat(pull(old, List.of(lines.get(0).getString("cursor"))).statusCode())
                .isEqualTo(200);
    }

    private static JsonObject decode(String cursor) {
        return new JsonObject(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8));
    }

    private Response snapshot(String of, String cursor, String after) {
        var request = device.request().queryParam("device", device.id());
        if (cursor != null) {
            request.queryParam("cursor", cursor).queryParam("after", after);
        } else if (after != null) {
            request.queryParam("after", after);
        }
        return request.get("/api/sync/v1/scopes/{scope}/snapshot", of);
    }

    private Response pull(String cursor, List<String> merge) {
        return device.request()
                .body(new JsonObject()
                        .put("device", device.id())
                        .put("cursor", cursor)
                        .put("merge", new JsonArray(merge))
                        .encode())
                .post("/api/sync/v1/pull");
    }

    private String verify(String of, int rows, String digest) {
        Response answer = device.request()
                .body(new JsonObject()
                        .put("device", device.id())
                        .put("cursor", device.cursor())
                        .put(
                                "scopes",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("scope", of)
                                                .put("rows", rows)
                                                .put("digest", digest)))
                        .encode())
                .post("/api/sync/v1/verify");
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        return answer.path("scopes[0].result");
    }

    private static List<JsonObject> lines(Response answer) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        return answer.asString().lines().map(JsonObject::new).toList();
    }

    private static String encode(JsonObject cursor) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(cursor.encode().getBytes(StandardCharsets.UTF_8));
    }

    /** As a device computes it. */
    private static String digest(List<JsonObject> rows) {
        long digest = 0;
        try {
            for (JsonObject row : rows) {
                String text = row.getString("entity") + "\n" + row.getString("id") + "\n" + row.getInteger("rev");
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
                digest ^= Long.parseUnsignedLong(HexFormat.of().formatHex(hash, 0, 8), 16);
            }
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        return String.format("%016x", digest);
    }
}
