package io.plumbline.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.plumbline.fieldwork.TestDevice;
import io.plumbline.fieldwork.TestFieldwork;
import io.plumbline.testing.TestOrganisation;
import io.plumbline.testing.TestOrganisations;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

@QuarkusTest
class UploadIT {
    @Inject
    TestOrganisations organisations;

    @Test
    void goesOnWhereAnInterruptedUploadStopped() {
        TestDevice device = TestDevice.enrol(organisations.create(), "inspector");
        byte[] file = TestFieldwork.picture();
        Response created = device.createUpload(file.length, TestDevice.sha256(file));
        assertThat(created.statusCode()).isEqualTo(201);
        String location = created.header("Location");
        int half = file.length / 2;
        assertThat(device.patch(location, 0, Arrays.copyOf(file, half)).header("Upload-Offset"))
                .isEqualTo(Integer.toString(half));
        Response again = device.patch(location, 0, file);
        assertThat(again.statusCode()).isEqualTo(409);
        again.then().body("offset", equalTo(half));
        device.request().head(location).then().statusCode(200).header("Upload-Offset", equalTo("" + half));
        assertThat(device.patch(location, half, Arrays.copyOfRange(file, half, file.length))
                        .statusCode())
                .isEqualTo(204);
        present(device, file, 1);
        Response known = device.createUpload(file.length, TestDevice.sha256(file));
        assertThat(known.header("Upload-Offset")).isEqualTo(Integer.toString(file.length));
    }

    @Test
    void throwsAwayAFileThatIsNotTheOneAnnounced() {
        TestDevice device = TestDevice.enrol(organisations.create(), "inspector");
        byte[] file = TestFieldwork.picture();
        byte[] other = TestFieldwork.picture();
        String location =
                device.createUpload(file.length, TestDevice.sha256(other)).header("Location");
        Response refused = device.patch(location, 0, file);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.asString()).contains("digest-mismatch");
        device.request().head(location).then().statusCode(404);
        present(device, other, 0);
    }

    @Test
    void takesNothingButImages() {
        TestDevice device = TestDevice.enrol(organisations.create(), "inspector");
        byte[] page = "<script>alert(1)</script>".getBytes(StandardCharsets.UTF_8);
        String location =
                device.createUpload(page.length, TestDevice.sha256(page)).header("Location");
        assertThat(device.patch(location, 0, page).statusCode()).isEqualTo(415);
        present(device, page, 0);
        assertThat(device.createUpload(26L << 20, TestDevice.sha256(page)).statusCode())
                .isEqualTo(413);
    }

    @Test
    void showsAnUploadAndItsFileToNobodyElse() {
        TestOrganisation organisation = organisations.create();
        TestDevice device = TestDevice.enrol(organisation, "inspector");
        TestDevice other = TestDevice.enrol(organisation, "inspector-2");
        byte[] file = TestFieldwork.picture();
        String location =
                device.createUpload(file.length, TestDevice.sha256(file)).header("Location");
        assertThat(other.patch(location, 0, file).statusCode()).isEqualTo(404);
        device.upload(file);
        present(other, file, 0);
        assertThat(other.createUpload(file.length, TestDevice.sha256(file)).header("Upload-Offset"))
                .isEqualTo("0");
    }

    private static void present(TestDevice device, byte[] file, int times) {
        device.request()
                .body(new JsonObject()
                        .put("sha256", new JsonArray().add(TestDevice.sha256(file)))
                        .encode())
                .post("/api/sync/v1/media/query")
                .then()
                .statusCode(200)
                .body("present", hasSize(times))
                .body("missing", hasSize(1 - times));
    }
}
