package io.plumbline.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.plumbline.fieldwork.TestDevice;
import io.plumbline.fieldwork.TestFieldwork;
import io.plumbline.fieldwork.TestFieldwork.Task;
import io.plumbline.testing.TestOrganisation;
import io.plumbline.testing.TestOrganisations;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DeviceAdminIT {
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
        organisation.as("officer").get("/api/sync-rescues").then().body("items[0].bytes", equalTo(5));
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
