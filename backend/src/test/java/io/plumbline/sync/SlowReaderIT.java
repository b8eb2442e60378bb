package io.plumbline.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.plumbline.fieldwork.TestDevice;
import io.plumbline.testing.TestOrganisation;
import io.plumbline.testing.TestOrganisations;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tablets that take minutes for what they asked for: nobody else waits for them. */
@QuarkusTest
class SlowReaderIT {
    /** More than a socket's buffers on this machine take. */
    private static final int ROWS = 160;

    private static final int ROW_BYTES = 100_000;

    @Inject
    TestOrganisations organisations;

    @Inject
    AgroalDataSource dataSource;

    @Inject
    Jdbi jdbi;

    @Inject
    PullGate pulls;

    @TestHTTPResource
    URL server;

    private final List<Socket> slow = new ArrayList<>();
    private TestOrganisation organisation;
    private TestDevice device;
    private String scope;

    @BeforeEach
    void fillAScope() {
        organisation = organisations.create();
        device = TestDevice.enrol(organisation, "inspector");
        scope = "user:" + organisation.person("inspector").id();
        organisation.inTransaction(
                () -> jdbi.withHandle(handle -> handle.execute("""
                insert into sync_rows (organisation_id, scope, entity, id, op, rev, body)
                select ?, ?, 'unit', gen_random_uuid(), 'upsert', 1, json_build_object('name', repeat('营', ?))
                from generate_series(1, ?)""", organisation.id(), scope, ROW_BYTES / 3, ROWS)));
    }

    @AfterEach
    void hangUp() throws IOException {
        for (Socket socket : slow) {
            socket.close();
        }
    }

    @Test
    void holdNoConnectionToTheDatabaseWhileTheyFillAScope() throws IOException {
        int more = dataSource.getConfiguration().connectionPoolConfiguration().maxSize() + 2;
        for (int i = 0; i < more; i++) {
            ask("GET /api/sync/v1/scopes/" + scope + "/snapshot?device=" + device.id() + " HTTP/1.1\r\n\r\n");
        }
        for (Socket socket : slow) {
            assertThat((char) socket.getInputStream().read()).as("it has begun").isEqualTo('H');
        }
        assertThat(device.request().get("/api/me").statusCode()).isEqualTo(200);
    }

    /** What is given back twice would let the next ones take more than there is. */
    @Test
    void giveBackWhatTheirPageTookOnce() throws IOException {
        int rounds = 5;
        for (int i = 0; i < rounds; i++) {
            pull();
            assertThat((char) slow.get(i).getInputStream().read()).isEqualTo('H');
        }
        assertThat(pulls.underWay()).isPositive();
        hangUp();
        await(() -> pulls.underWay() == 0);
        for (int i = 0; i < rounds; i++) {
            device.pull();
        }
        await(() -> pulls.underWay() == 0);
    }

    private void pull() throws IOException {
        String body = new JsonObject().put("device", device.id()).encode();
        ask("POST /api/sync/v1/pull HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body);
    }

    private static void await(BooleanSupplier condition) {
        long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < until) {
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    private void ask(String request) throws IOException {
        Socket socket = new Socket();
        slow.add(socket);
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
        socket.setSoTimeout(60_000);
        String headers = "\r\nHost: localhost\r\nAuthorization: Bearer " + organisation.token("inspector") + "\r\n";
        socket.getOutputStream().write(request.replaceFirst("\r\n", headers).getBytes(StandardCharsets.ISO_8859_1));
    }
}
