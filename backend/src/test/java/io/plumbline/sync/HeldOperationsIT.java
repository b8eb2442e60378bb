package io.plumbline.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.plumbline.fieldwork.TestDevice;
import io.plumbline.fieldwork.TestFieldwork;
import io.plumbline.fieldwork.TestFieldwork.Task;
import io.plumbline.testing.TestOrganisation;
import io.plumbline.testing.TestOrganisations;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class HeldOperationsIT {
    @Inject
    TestOrganisations organisations;

    @Inject
    HeldOperationsJob job;

    @Inject
    Jdbi jdbi;

    private TestOrganisation organisation;
    private Task task;
    private TestDevice device;

    @BeforeEach
    void enrol() {
        organisation = organisations.create();
        task = new TestFieldwork(organisation).assign("inspector");
        device = TestDevice.enrol(organisation, "inspector");
    }

    @Test
    void goesOnWithoutAFileThatDidNotComeForFiveDays() {
        JsonObject submission = device.submit(task);
        List<Map<String, Object>> receipts = device.push(
                device.start(task),
                device.answers(task, Map.of("clean", "YES", "smile", "YES")),
                device.photo(task, "front", TestFieldwork.picture()),
                submission);
        assertThat(receipts.get(3)).containsEntry("status", "held").containsEntry("code", "media-incomplete");
        job.lookAgain(organisation.id());
        assertThat(receipt(submission)).containsEntry("status", "held");
        receivedDaysAgo(submission, 6);
        job.lookAgain(organisation.id());
        assertThat(receipt(submission)).containsEntry("status", "applied").containsEntry("code", "forced");
        device.pull();
        assertThat(device.body("visit", task.visit()).getString("state")).isEqualTo("SUBMITTED");
        assertThat(device.body("receipt", submission.getString("id")).getString("code"))
                .isEqualTo("forced");
    }

    @Test
    void parksASubmissionWhoseStartDidNotComeForFiveDays() {
        JsonObject submission = device.submit(task);
        assertThat(device.push(submission).get(0))
                .containsEntry("status", "held")
                .containsEntry("code", "dependency-missing");
        receivedDaysAgo(submission, 6);
        job.lookAgain(organisation.id());
        assertThat(receipt(submission)).containsEntry("status", "parked").containsEntry("code", "dependency-missing");
        organisation
                .as("officer")
                .get("/api/sync-issues?status=PARKED")
                .then()
                .statusCode(200)
                .body("items.operation[0]", equalTo(submission.getString("id")));
    }

    @Test
    void looksAtEveryHeldEntityAlthoughAnOlderOneFails() {
        JsonObject trap = device.operation(UUID.randomUUID().toString(), "trap").put("entity", "poison");
        JsonObject waiting =
                device.operation(UUID.randomUUID().toString(), "wait").put("entity", "poison");
        assertThat(device.push(trap, waiting))
                .extracting(receipt -> receipt.get("status"))
                .containsExactly("held", "held");
        receivedDaysAgo(trap, 2);
        receivedDaysAgo(waiting, 1);
        job.lookAgain(organisation.id());
        assertThat(receipt(trap)).containsEntry("status", "held");
        assertThat(receipt(waiting)).containsEntry("status", "applied");
    }

    @Test
    void keepsWhatWasWrittenBeforeACancellationWasKnownAndTheVisitStaysCancelled() {
        device.push(device.start(task), device.answers(task, Map.of("clean", "YES")));
        organisation
                .as("officer")
                .body("{\"reason\":\"closed\"}")
                .post("/api/assignments/" + task.assignment() + "/cancel")
                .then()
                .statusCode(204);
        JsonObject unaware = device.answers(task, Map.of("smile", "NO"));
        JsonObject aware =
                device.answers(task, Map.of("remark", "x")).put("known", new JsonObject().put("assignment", 99));
        List<Map<String, Object>> receipts = device.push(unaware, aware, device.submit(task));
        assertThat(receipts.get(0)).containsEntry("status", "applied").containsEntry("code", "after-cancel");
        assertThat(receipts.get(1)).containsEntry("status", "parked").containsEntry("code", "status-conflict");
        assertThat(receipts.get(2)).containsEntry("status", "parked").containsEntry("code", "status-conflict");
        String shown = organisation
                .as("officer")
                .get("/api/assignments/" + task.assignment())
                .asString();
        assertThat(shown).contains("\"state\":\"CANCELLED\"");
    }

    @Test
    void showsThatAFileIsHereAlthoughItsVisitWasCancelled() {
        byte[] file = TestFieldwork.picture();
        device.push(device.start(task), device.photo(task, "front", file));
        organisation
                .as("officer")
                .body("{\"reason\":\"closed\"}")
                .post("/api/assignments/" + task.assignment() + "/cancel")
                .then()
                .statusCode(204);
        device.upload(file);
        device.pull();
        assertThat(device.body("visit", task.visit())
                        .getJsonArray("photos")
                        .getJsonObject(0)
                        .getBoolean("verified"))
                .isTrue();
    }

    @Test
    void triesAParkedOperationAgainWhenTheOfficeAsks() {
        JsonObject submission = device.submit(task);
        assertThat(device.push(device.start(task), submission).get(1))
                .containsEntry("status", "parked")
                .containsEntry("code", "validation");
        device.push(device.answers(task, Map.of("clean", "YES", "smile", "YES")));
        organisation
                .as("officer")
                .post("/api/sync-issues/" + submission.getString("id") + "/reapply")
                .then()
                .statusCode(200)
                .body("status", equalTo("applied"));
        device.pull();
        assertThat(device.body("visit", task.visit()).getString("state")).isEqualTo("SUBMITTED");
        organisation
                .as("officer")
                .post("/api/sync-issues/" + submission.getString("id") + "/reapply")
                .then()
                .statusCode(404);
    }

    @Test
    void saysWhyAParkedOperationCannotBeTriedAgain() {
        JsonObject unknown = device.operation(task.visit(), "visit.teleport");
        device.push(unknown);
        organisation
                .as("officer")
                .post("/api/sync-issues/" + unknown.getString("id") + "/reapply")
                .then()
                .statusCode(409)
                .body("code", equalTo("state-conflict"));
        device.request()
                .post("/api/sync-issues/" + unknown.getString("id") + "/reapply")
                .then()
                .statusCode(403);
    }

    private Map<String, Object> receipt(JsonObject operation) {
        return device.request()
                .body("{\"ids\":[\"" + operation.getString("id") + "\"]}")
                .post("/api/sync/v1/operations/status")
                .then()
                .statusCode(200)
                .extract()
                .path("receipts[0]");
    }

    private void receivedDaysAgo(JsonObject operation, int days) {
        int aged = organisation.inTransaction(() -> jdbi.withHandle(handle -> handle.execute(
                "update sync_operations set received_at = received_at - make_interval(days => ?) where id = ?",
                days,
                UUID.fromString(operation.getString("id")))));
        assertThat(aged).isEqualTo(1);
    }
}
