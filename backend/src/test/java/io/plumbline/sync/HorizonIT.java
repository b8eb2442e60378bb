package io.plumbline.sync;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.fieldwork.TestDevice;
import io.plumbline.fieldwork.TestFieldwork;
import io.plumbline.fieldwork.TestFieldwork.Task;
import io.plumbline.testing.TestOrganisation;
import io.plumbline.testing.TestOrganisations;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Somebody forgot a writing transaction: rows written after it wait, and everybody can see since when. */
@QuarkusTest
class HorizonIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Inject
    TestOrganisations organisations;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;

    @ConfigProperty(name = "quarkus.datasource.username")
    String username;

    @ConfigProperty(name = "quarkus.datasource.password")
    String password;

    @Test
    void saysHowLongAnOpenWritingTransactionHoldsRowsBack() throws SQLException {
        TestOrganisation organisation = organisations.create();
        TestFieldwork work = new TestFieldwork(organisation);
        TestDevice device = TestDevice.enrol(organisation, "inspector");
        Task before = work.assign("inspector");
        try (Connection forgotten = DriverManager.getConnection(url, username, password);
                Statement statement = forgotten.createStatement()) {
            forgotten.setAutoCommit(false);
            statement.execute("select pg_current_xact_id()");
            Task after = work.assign("inspector");

            until(() -> lag(device) >= 1_000 && horizonAge() >= 1);
            assertThat(assignments(pull(device))).contains(before.assignment()).doesNotContain(after.assignment());

            forgotten.rollback();
            until(() -> lag(device) < 1_000 && horizonAge() < 1);
            assertThat(assignments(pull(device))).contains(before.assignment(), after.assignment());
        }
    }

    private static long lag(TestDevice device) {
        return pull(device).getLong("lagMs");
    }

    private static List<String> assignments(JsonPath pulled) {
        return pulled.getList("rows.findAll { it.entity == 'assignment' }.id");
    }

    private static JsonPath pull(TestDevice device) {
        return device.request()
                .body(new JsonObject().put("device", device.id()).encode())
                .post("/api/sync/v1/pull")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static double horizonAge() {
        String metrics = given().get("/q/metrics").asString();
        return metrics.lines()
                .filter(line -> line.startsWith("plumbline_sync_horizon_age_seconds"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElse(Double.NaN);
    }

    private static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
