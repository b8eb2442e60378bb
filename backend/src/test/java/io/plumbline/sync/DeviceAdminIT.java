package io.plumbline.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.plumbline.fieldwork.TestDevice;
import io.plumbline.fieldwork.TestFieldwork;
import io.plumbline.fieldwork.TestFieldwork.Task;
import io.plumbline.platform.testing.MutableClock;
import io.plumbline.testing.TestOrganisation;
import io.plumbline.testing.TestOrganisations;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DeviceAdminIT {
    @Inject
    TestOrganisations organisations;

    @Inject
    MutableClock clock;

    @Inject
    Jdbi jdbi;

    private TestOrganisation organisation;
    private TestDevice device;

    @AfterEach
    void resetClock() {
        clock.reset();
    }

    @BeforeEach
    void enrol() {
        organisation = organisations.create();
        device = TestDevice.enrol(organisation, "inspector");
    }

    @Test
    void lastHearsARevokedDeviceOutAndGivesItNothing() {
        Task task = new TestFieldwork(organisation).assign("inspector");
        organisation
                .as("officer")
                .post("/api/devices/" + device.id() + "/revoke")
                .then()
                .statusCode(204);
        var session = device.openSession(UUID.randomUUID().toString(), 0);
        assertThat(session.statusCode()).isEqualTo(403);
        assertThat(session.<String>path("code")).isEqualTo("device-revoked");
        assertThat(session.<Boolean>path("pushAllowed")).isTrue();
        assertThat(device.push(device.start(task)).get(0)).containsEntry("status", "applied");
        organisation
                .as("officer")
                .get("/api/devices")
                .then()
                .statusCode(200)
                .body("items[0].id", equalTo(device.id()))
                .body("items[0].revokedAt", notNullValue());
    }

    @Test
    void tellsADeviceToEmptyItselfUntilItSaysThatItDid() {
        organisation
                .as("officer")
                .post("/api/devices/" + device.id() + "/wipe")
                .then()
                .statusCode(204);
        assertThat(device.openSession(UUID.randomUUID().toString(), 0).<List<String>>path("commands"))
                .containsExactly("wipe-after-push");
        organisation
                .as("installer")
                .post("/api/sync/v1/devices/" + device.id() + "/wiped")
                .then()
                .statusCode(404);
        device.request()
                .post("/api/sync/v1/devices/" + device.id() + "/wiped")
                .then()
                .statusCode(204);
        assertThat(device.openSession(UUID.randomUUID().toString(), 0).<List<String>>path("commands"))
                .isEmpty();
    }

    @Test
    void listsDevicesToTheOfficeAloneAndOnlyItsOwn() {
        device.request().get("/api/devices").then().statusCode(403);
        TestOrganisation other = organisations.create();
        other.as("officer")
                .post("/api/devices/" + device.id() + "/revoke")
                .then()
                .statusCode(404);
        other.as("officer").get("/api/devices").then().body("items.size()", equalTo(0));
    }

    @Test
    void remembersWhoRevokedADeviceFirstAndWhy() {
        revoke("丢失").statusCode(204);
        revoke("别的原因").statusCode(204);
        revoke("x".repeat(501)).statusCode(400);
        organisation
                .as("officer")
                .get("/api/devices/" + device.id())
                .then()
                .statusCode(200)
                .body("device.revokedReason", equalTo("丢失"))
                .body("device.revokedByName", not(emptyString()))
                .body("incarnations[0].number", equalTo(1))
                .body("byCode", nullValue());
        assertThat(shown("REVOKED")).containsExactly(device.id());
        assertThat(shown("ACTIVE")).isEmpty();
    }

    @Test
    void listsDevicesByWhatTheyAreLike() {
        device.openSession(UUID.randomUUID().toString(), 0);
        TestDevice other = TestDevice.enrol(organisation, "installer");
        assertThat(shown("ACTIVE")).containsExactly(other.id(), device.id());
        assertThat(shown("QUIET")).isEmpty();
        assertThat(shown("WIPING")).isEmpty();
        clock.advance(Duration.ofDays(8));
        other.openSession(UUID.randomUUID().toString(), 0);
        assertThat(shown("QUIET")).containsExactly(device.id());
        organisation
                .as("officer")
                .post("/api/devices/" + other.id() + "/wipe")
                .then()
                .statusCode(204);
        assertThat(shown("WIPING")).containsExactly(other.id());
        assertThat(organisation
                        .as("officer")
                        .get("/api/devices?limit=1&cursor=" + other.id())
                        .<List<String>>path("items.id"))
                .containsExactly(device.id());
    }

    @Test
    void saysWhatWaitsOfADevice() {
        Task task = new TestFieldwork(organisation).assign("inspector");
        device.push(device.submit(task), device.operation(task.visit(), "visit.teleport"));
        organisation
                .as("officer")
                .get("/api/devices")
                .then()
                .body("items[0].held", equalTo(1))
                .body("items[0].parked", equalTo(1));
        organisation.as("officer").get("/api/devices/" + device.id()).then().body("lastReceivedAt", notNullValue());
    }

    @Test
    void showsWhoIsNearTheLimitOfRowsAndGivesNobodyWorkBeyondIt() {
        TestFieldwork fieldwork = new TestFieldwork(organisation);
        fieldwork.assign("inspector");
        fill(9_000);
        device.openSession(UUID.randomUUID().toString(), 0);
        assertThat(shown("NEAR")).isEmpty();
        fill(10_000);
        device.openSession(UUID.randomUUID().toString(), 0);
        assertThat(shown("NEAR")).containsExactly(device.id());
        fieldwork.assign("inspector");
        fill(20_000);
        device.openSession(UUID.randomUUID().toString(), 0);
        organisation
                .as("officer")
                .get("/api/devices?show=NEAR")
                .then()
                .body("rowsMost", equalTo(20_000))
                .body("items[0].rows", greaterThan(20_000));
        assertThatThrownBy(() -> fieldwork.assign("inspector"))
                .hasMessageContaining("413")
                .hasMessageContaining("201");
        String ofAnother = fieldwork.assign("inspector-2").assignment();
        organisation
                .as("officer")
                .body(new JsonObject()
                        .put("assignee", organisation.person("inspector").id().toString())
                        .put("reason", "x")
                        .encode())
                .post("/api/assignments/" + ofAnother + "/reassign")
                .then()
                .statusCode(413)
                .body("code", equalTo("payload-too-large"))
                .body("limit", equalTo("deviceRows"));
    }

    /** So many rows in the inspector's scope, beside those of assignments. */
    private void fill(int rows) {
        organisation.inTransaction(() -> jdbi.withHandle(handle -> handle.execute(
                "insert into sync_rows (organisation_id, scope, entity, id, op, rev, body)"
                        + " select ?, ?, 'test', lpad(n::text, 32, '0')::uuid, 'upsert', 1, '{}'"
                        + " from generate_series(1, ?) n on conflict do nothing",
                organisation.id(),
                "user:" + organisation.person("inspector").id(),
                rows)));
    }

    private List<String> shown(String show) {
        return organisation.as("officer").get("/api/devices?show=" + show).path("items.id");
    }

    private ValidatableResponse revoke(String reason) {
        return organisation
                .as("officer")
                .body(new JsonObject().put("reason", reason).encode())
                .post("/api/devices/" + device.id() + "/revoke")
                .then();
    }

    @Test
    void keepsWhatAClientHandsOverThatNobodyUnderstands() {
        byte[] outbox = {0, 1, 2, (byte) 0xff, '{'};
        String id = device.request()
                .contentType("application/x-unknown")
                .header("Plumbline-Device", device.id())
                .body(outbox)
                .post("/api/sync/v1/rescue")
                .then()
                .statusCode(201)
                .body("sha256", equalTo(TestDevice.sha256(outbox)))
                .extract()
                .path("rescue");
        organisation
                .as("officer")
                .get("/api/sync-rescues")
                .then()
                .body("items[0].bytes", equalTo(5))
                .body("items[0].deviceName", equalTo("平板 inspector"))
                .body("items[0].accountName", not(emptyString()));
        byte[] kept = organisation
                .as("officer")
                .get("/api/sync-rescues/" + id + "/content")
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
        assertThat(kept).isEqualTo(outbox);
        device.request().get("/api/sync-rescues").then().statusCode(403);
    }
}
