package io.plumbline.fieldwork;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.platform.time.Ids;
import io.plumbline.testing.TestOrganisation;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A tablet of one person, over HTTP: makes operations with ids, sequence and clock, pushes, pulls, uploads. */
public final class TestDevice {
    private final TestOrganisation organisation;
    private final String person;
    private final String id;
    private int incarnation = 1;
    private String lease;
    private long sequence;
    private long clock;
    private String cursor;
    private final Map<String, JsonObject> rows = new LinkedHashMap<>();

    private TestDevice(TestOrganisation organisation, String person, String id, String lease) {
        this.organisation = organisation;
        this.person = person;
        this.id = id;
        this.lease = lease;
        this.clock = System.currentTimeMillis() << 16;
    }

    public static TestDevice enrol(TestOrganisation organisation, String person) {
        JsonPath enrolled = organisation
                .as(person)
                .body(new JsonObject()
                        .put("name", "平板 " + person)
                        .put("platform", "test")
                        .put("appVersion", "1")
                        .encode())
                .post("/api/sync/v1/devices")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
        return new TestDevice(organisation, person, enrolled.getString("device"), enrolled.getString("lease"));
    }

    public String id() {
        return id;
    }

    public RequestSpecification request() {
        return organisation.as(person);
    }

    /** An operation on a visit with everything but what its kind says. */
    public JsonObject operation(String visit, String kind) {
        return new JsonObject()
                .put("id", Ids.next().toString())
                .put("sequence", ++sequence)
                .put("hlc", tick())
                .put("actor", organisation.person(person).id().toString())
                .put("known", new JsonObject().put("assignment", 1))
                .put("entity", "visit")
                .put("entityId", visit)
                .put("kind", kind)
                .put("schema", 1)
                .put("wall", Instant.now().toString());
    }

    public JsonObject start(TestFieldwork.Task task) {
        return start(task, Instant.now());
    }

    public JsonObject start(TestFieldwork.Task task, Instant at) {
        return operation(task.visit(), "visit.start")
                .put("assignment", task.assignment())
                .put("checklist", task.checklist())
                .put("startedAt", at.toString());
    }

    /** Answers without base. */
    public JsonObject answers(TestFieldwork.Task task, Map<String, ?> values) {
        return answers(task, values, List.of());
    }

    public JsonObject answers(TestFieldwork.Task task, Map<String, ?> values, List<String> base) {
        JsonObject operation = operation(task.visit(), "answers.set").put("checklist", task.checklist());
        JsonObject answers = new JsonObject();
        values.forEach((item, value) -> answers.put(
                item,
                new JsonObject()
                        .put("value", value)
                        .put("hlc", operation.getString("hlc"))
                        .put("base", new JsonArray(base))));
        return operation.put("answers", answers);
    }

    public JsonObject photo(TestFieldwork.Task task, String item, byte[] file) {
        return operation(task.visit(), "photo.add")
                .put(
                        "photo",
                        new JsonObject()
                                .put("id", Ids.next().toString())
                                .put("item", item)
                                .put("purpose", "PHOTO")
                                .put("sha256", sha256(file))
                                .put("size", file.length)
                                .put("contentType", "image/png")
                                .put("capturedAt", Instant.now().toString())
                                .put("width", 4)
                                .put("height", 4));
    }

    public JsonObject submit(TestFieldwork.Task task) {
        return operation(task.visit(), "status.request").put("to", "SUBMITTED").putNull("score");
    }

    public String tick() {
        clock++;
        return String.format("%016x", clock);
    }

    public void clockIs(Instant instant) {
        clock = instant.toEpochMilli() << 16;
    }

    /** A second tablet with the same database, as a restored backup or a cloned image is. */
    public TestDevice copy() {
        TestDevice copy = new TestDevice(organisation, person, id, lease);
        copy.sequence = sequence;
        copy.clock = clock;
        copy.cursor = cursor;
        copy.rows.putAll(rows);
        return copy;
    }

    /** The same database with somebody else signed in: a shared tablet, or who has learned the device's id. */
    public TestDevice withSignedIn(String other) {
        TestDevice same = new TestDevice(organisation, other, id, lease);
        same.incarnation = incarnation;
        same.sequence = sequence;
        same.clock = clock;
        return same;
    }

    /** Goes on as the server says in its answer {@code device-forked}; sequences begin anew. */
    public void adopt(Response forked) {
        incarnation = forked.path("incarnation");
        lease = forked.path("lease");
        sequence = 0;
    }

    /** The same operation with the next sequence of the incarnation. */
    public JsonObject renumbered(JsonObject operation) {
        return operation.copy().put("sequence", ++sequence);
    }

    public int incarnation() {
        return incarnation;
    }

    /** The answer to a session request that shows the device's lease. */
    public Response openSession(String attempt, long acknowledged) {
        Response response = request()
                .body(new JsonObject()
                        .put("device", id)
                        .put("incarnation", incarnation)
                        .put("lease", lease)
                        .put("attempt", attempt)
                        .put("acknowledged", acknowledged)
                        .put("protocol", new JsonObject().put("min", 1).put("max", 1))
                        .encode())
                .post("/api/sync/v1/session");
        if (response.statusCode() == 200) {
            lease = response.path("lease");
        }
        return response;
    }

    public String lease() {
        return lease;
    }

    public String cursor() {
        return cursor;
    }

    public byte[] envelope(List<JsonObject> operations) {
        return new JsonObject()
                .put("device", id)
                .put("incarnation", incarnation)
                .put("lease", lease)
                .put("batch", UUID.randomUUID().toString())
                .put("operations", new JsonArray(new ArrayList<>(operations)))
                .encode()
                .getBytes(StandardCharsets.UTF_8);
    }

    public Response send(byte[] body) {
        Response response =
                request().header("Content-Digest", digest(body)).body(body).post("/api/sync/v1/push");
        if (response.statusCode() == 200) {
            lease = response.path("lease");
        }
        return response;
    }

    /** The receipts. */
    public List<Map<String, Object>> push(JsonObject... operations) {
        Response response = send(envelope(List.of(operations)));
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        return response.jsonPath().getList("receipts");
    }

    /** Pulls to the end and remembers the rows by entity and id. Returns what came. */
    public List<Map<String, Object>> pull() {
        List<Map<String, Object>> all = new ArrayList<>();
        boolean more = true;
        while (more) {
            JsonPath page = request()
                    .body(new JsonObject()
                            .put("device", id)
                            .put("cursor", cursor)
                            .encode())
                    .post("/api/sync/v1/pull")
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            List<Map<String, Object>> some = page.getList("rows");
            some.forEach(row -> rows.put(row.get("entity") + "/" + row.get("id"), JsonObject.mapFrom(row)));
            all.addAll(some);
            cursor = page.getString("cursor");
            more = page.getBoolean("more");
        }
        return all;
    }

    public JsonObject row(String entity, String rowId) {
        return rows.get(entity + "/" + rowId);
    }

    public JsonObject body(String entity, String rowId) {
        JsonObject row = row(entity, rowId);
        return row == null ? null : row.getJsonObject("body");
    }

    /** Rows that are here of a scope. */
    public List<JsonObject> present(String scope) {
        return rows.values().stream()
                .filter(row -> row.getString("scope").equals(scope))
                .filter(row -> row.getString("op").equals("upsert"))
                .toList();
    }

    public List<JsonObject> bodies(String entity) {
        return rows.entrySet().stream()
                .filter(each -> each.getKey().startsWith(entity + "/"))
                .map(each -> each.getValue().getJsonObject("body"))
                .toList();
    }

    public void upload(byte[] file) {
        Response created = createUpload(file.length, sha256(file));
        assertThat(created.statusCode()).as(created.asString()).isEqualTo(201);
        Response done = patch(created.header("Location"), 0, file);
        assertThat(done.statusCode()).as(done.asString()).isEqualTo(204);
    }

    public Response createUpload(long length, String sha256) {
        String metadata = "sha256 " + base64(sha256) + ",contentType " + base64("image/png");
        return request()
                .header("Tus-Resumable", "1.0.0")
                .header("Upload-Length", length)
                .header("Upload-Metadata", metadata)
                .post("/api/media");
    }

    public Response patch(String location, long offset, byte[] bytes) {
        return request()
                .header("Tus-Resumable", "1.0.0")
                .header("Upload-Offset", offset)
                .contentType("application/offset+octet-stream")
                .body(bytes)
                .patch(location);
    }

    public static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(hash(bytes));
    }

    public static String digest(byte[] bytes) {
        return "sha-256=:" + Base64.getEncoder().encodeToString(hash(bytes)) + ":";
    }

    private static byte[] hash(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
