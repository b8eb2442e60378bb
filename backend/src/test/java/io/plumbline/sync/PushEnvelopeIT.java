package io.plumbline.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.plumbline.fieldwork.TestDevice;
import io.plumbline.fieldwork.TestFieldwork;
import io.plumbline.fieldwork.TestFieldwork.Task;
import io.plumbline.sync.message.ProtocolLimits;
import io.plumbline.testing.TestOrganisation;
import io.plumbline.testing.TestOrganisations;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PushEnvelopeIT {
    @Inject
    TestOrganisations organisations;

    private TestOrganisation organisation;
    private TestDevice device;

    @BeforeEach
    void enrol() {
        organisation = organisations.create();
        device = TestDevice.enrol(organisation, "inspector");
    }

    @Test
    void refusesWhatIsNotJson() {
        problem(device.send("{\"device\": ".getBytes(StandardCharsets.UTF_8)), 400, "bad-envelope");
        problem(device.send("[]".getBytes(StandardCharsets.UTF_8)), 400, "bad-envelope");
        problem(device.send(new byte[0]), 400, "bad-envelope");
    }

    @Test
    void refusesBytesThatAreNotThoseThatWereSent() {
        byte[] body = device.envelope(List.of());
        Response missing = device.request().body(body).post("/api/sync/v1/push");
        problem(missing, 400, "digest-mismatch");
        Response wrong = device.request()
                .header("Content-Digest", TestDevice.digest("other".getBytes(StandardCharsets.UTF_8)))
                .body(body)
                .post("/api/sync/v1/push");
        problem(wrong, 400, "digest-mismatch");
    }

    @Test
    void refusesTenMegabytesAndBombsNamingTheLimit() throws IOException {
        byte[] tenMegabytes = new byte[10 << 20];
        Arrays.fill(tenMegabytes, (byte) ' ');
        problem(device.send(tenMegabytes), 413, "payload-too-large");
        assertThat(device.send(tenMegabytes).<String>path("limit")).isEqualTo("pushBytes");
        byte[] bomb = gzip(new byte[60 << 20]);
        assertThat(bomb.length).isLessThan(ProtocolLimits.V1.pushBytes());
        problem(sendGzip(bomb, new byte[0]), 413, "payload-too-large");
        assertThat(sendGzip(bomb, new byte[0]).<String>path("limit")).isEqualTo("inflationRatio");
        assertThat(sendGzip(bomb, new byte[0]).<Integer>path("value")).isEqualTo(100);
    }

    /** The answer and the end of the connection race; what it must not hear is that the server failed. */
    @Test
    void cutsOffAClientWhoseBodyStopsComing() throws IOException {
        Map<String, Socket> stopped = new LinkedHashMap<>();
        try {
            for (String path : List.of("pull", "session", "push", "rescue")) {
                for (String begun : List.of("{", "{\"device\":\"" + device.id() + "\"}")) {
                    stopped.put(path + " after " + begun, begin(path, begun));
                }
            }
            for (Map.Entry<String, Socket> each : stopped.entrySet()) {
                String answer = new String(each.getValue().getInputStream().readNBytes(300), StandardCharsets.UTF_8);
                assertThat(answer)
                        .as(each.getKey())
                        .satisfiesAnyOf(told -> assertThat(told).startsWith("HTTP/1.1 400 "), told -> assertThat(told)
                                .isEmpty());
            }
        } finally {
            for (Socket socket : stopped.values()) {
                socket.close();
            }
        }
    }

    private Socket begin(String path, String begun) throws IOException {
        Socket socket = new Socket("localhost", RestAssured.port);
        String head = "POST /api/sync/v1/" + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                + organisation.token("inspector") + "\r\nContent-Type: application/json\r\n"
                + "Content-Length: 1000\r\n\r\n" + begun;
        socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
        socket.setSoTimeout(60_000);
        return socket;
    }

    @Test
    void saysWhichEncodingItTakesWhenItIsAnother() {
        for (String encoding : List.of("deflate", "br", "gzip, gzip", "x-gzip")) {
            byte[] body = device.envelope(List.of());
            Response answer = device.request()
                    .header("Content-Digest", TestDevice.digest(body))
                    .header("Content-Encoding", encoding)
                    .body(body)
                    .post("/api/sync/v1/push");
            problem(answer, 415, "unsupported-media-type");
            assertThat(answer.<String>path("expected")).isEqualTo("gzip");
        }
    }

    @Test
    void takesACompressedPush() throws IOException {
        Task task = new TestFieldwork(organisation).assign("inspector");
        byte[] body = device.envelope(List.of(device.start(task)));
        Response response = sendGzip(gzip(body), body);
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        response.then().body("receipts[0].status", equalTo("applied"));
    }

    @Test
    void refusesMoreOperationsThanTheLimit() {
        List<JsonObject> many =
                Stream.generate(() -> new JsonObject().put("id", 1)).limit(501).toList();
        problem(device.send(device.envelope(many)), 413, "payload-too-large");
    }

    @Test
    void knowsNoDeviceOfAnotherOrganisation() {
        TestOrganisation other = organisations.create();
        byte[] body = device.envelope(List.of());
        Response response = other.as("inspector")
                .header("Content-Digest", TestDevice.digest(body))
                .body(body)
                .post("/api/sync/v1/push");
        problem(response, 404, "not-found");
        other.as("inspector")
                .body(new JsonObject().put("device", device.id()).encode())
                .post("/api/sync/v1/pull")
                .then()
                .statusCode(404);
    }

    @Test
    void refusesACursorOfAnotherEpochAndOneThatIsGarbage() {
        problem(pull("rubbish"), 400, "bad-envelope");
        String foreign = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"e\":\"another\",\"s\":{}}".getBytes(StandardCharsets.UTF_8));
        problem(pull(foreign), 409, "epoch-changed");
    }

    @Test
    void namesTheEpochInTheCursorOfAFirstPull() {
        Response first = pull(null);
        JsonObject cursor = new JsonObject(
                new String(Base64.getUrlDecoder().decode(first.path("cursor").toString()), StandardCharsets.UTF_8));
        String epoch = device.request()
                .body(new JsonObject()
                        .put("device", device.id())
                        .put("incarnation", 1)
                        .put("lease", device.lease())
                        .put("protocol", new JsonObject().put("min", 1).put("max", 1))
                        .encode())
                .post("/api/sync/v1/session")
                .path("epoch");
        assertThat(cursor.getString("e")).isEqualTo(epoch);
    }

    @Test
    void opensASessionWithLimitsScopesAndWatermark() {
        Task task = new TestFieldwork(organisation).assign("inspector");
        device.push(device.start(task));
        String user = "user:" + organisation.person("inspector").id();
        device.request()
                .body(new JsonObject()
                        .put("device", device.id())
                        .put("incarnation", 1)
                        .put("lease", device.lease())
                        .put("protocol", new JsonObject().put("min", 1).put("max", 1))
                        .encode())
                .post("/api/sync/v1/session")
                .then()
                .statusCode(200)
                .body("watermark", equalTo(1))
                .body("limits.pushOperations", equalTo(500))
                .body("scopes", equalTo(List.of("org", user, "checklist:" + task.checklist())));
    }

    private Response pull(String cursor) {
        return device.request()
                .body(new JsonObject()
                        .put("device", device.id())
                        .put("cursor", cursor)
                        .encode())
                .post("/api/sync/v1/pull");
    }

    private Response sendGzip(byte[] compressed, byte[] plain) {
        return device.request()
                .header("Content-Encoding", "gzip")
                .header("Content-Digest", TestDevice.digest(plain))
                .body(compressed)
                .post("/api/sync/v1/push");
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private static void problem(Response response, int status, String code) {
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(status);
        assertThat(response.asString()).contains(code);
    }
}
