package io.plumbline.fieldwork;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import io.plumbline.fieldwork.TestFieldwork.Task;
import io.plumbline.testing.TestOrganisation;
import io.plumbline.testing.TestOrganisations;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OfflineVisitIT {
    @Inject
    TestOrganisations organisations;

    @Test
    void bringsAVisitFromTheTabletToItsAcceptance() {
        TestOrganisation organisation = organisations.create();
        Task task = new TestFieldwork(organisation).assign("inspector");
        TestDevice device = TestDevice.enrol(organisation, "inspector");
        device.pull();
        assertThat(device.body("assignment", task.assignment()).getString("state"))
                .isEqualTo("ASSIGNED");
        assertThat(device.body("checklist", task.checklist()).getString("code")).isEqualTo("field-test");

        List<Map<String, Object>> receipts = device.push(
                device.start(task), device.answers(task, Map.of("clean", "YES", "smile", "NO")), device.submit(task));
        assertThat(receipts).extracting(each -> each.get("status")).containsOnly("applied");

        device.pull();
        JsonObject visit = device.body("visit", task.visit());
        assertThat(visit.getString("state")).isEqualTo("SUBMITTED");
        assertThat(visit.getJsonObject("score").getString("score")).isEqualTo("50.00");

        organisation
                .as("reviewer")
                .get("/api/visits?state=SUBMITTED")
                .then()
                .statusCode(200)
                .body("items.id", hasItem(task.visit()))
                .body("items[0].score", equalTo("50.00"));
        int revision = organisation
                .as("reviewer")
                .get("/api/visits/" + task.visit())
                .then()
                .statusCode(200)
                .body("transitions.to", equalTo(List.of("ASSIGNED", "IN_PROGRESS", "SUBMITTED")))
                .extract()
                .path("revision");
        decide(organisation, "reviewer", task, "accept", new JsonObject().put("revision", revision - 1), 409);
        decide(organisation, "reviewer", task, "accept", new JsonObject().put("revision", revision), 204);
        device.pull();
        assertThat(device.body("assignment", task.assignment()).getString("state"))
                .isEqualTo("ACCEPTED");
        Map<String, Object> late =
                device.push(device.answers(task, Map.of("smile", "YES"))).get(0);
        assertThat(late).containsEntry("status", "parked").containsEntry("code", "status-conflict");
    }

    @Test
    void comesBackWithRemarksAndIsSubmittedAgainAfterAReturn() {
        TestOrganisation organisation = organisations.create();
        Task task = new TestFieldwork(organisation).assign("inspector");
        TestDevice device = TestDevice.enrol(organisation, "inspector");
        JsonObject answers = device.answers(task, Map.of("clean", "YES", "smile", "NO"));
        device.push(device.start(task), answers, device.submit(task));
        int revision = organisation
                .as("reviewer")
                .get("/api/visits/" + task.visit())
                .then()
                .extract()
                .path("revision");
        JsonObject reason = new JsonObject()
                .put("revision", revision)
                .put("reason", "照片不清楚")
                .put("remarks", List.of(Map.of("item", "smile", "text", "请说明")));
        decide(organisation, "reviewer", task, "return", reason.copy().putNull("reason"), 400);
        decide(organisation, "reviewer", task, "return", reason, 204);

        device.pull();
        JsonObject assignment = device.body("assignment", task.assignment());
        assertThat(assignment.getString("state")).isEqualTo("RETURNED");
        assertThat(assignment.getString("returnReason")).isEqualTo("照片不清楚");
        assertThat(assignment.getJsonArray("returnRemarks").getJsonObject(0).getString("item"))
                .isEqualTo("smile");

        JsonObject blind = device.submit(task);
        assertThat(device.push(blind).get(0)).containsEntry("code", "status-conflict");
        int known = device.row("assignment", task.assignment()).getInteger("rev");
        JsonObject seen = device.submit(task);
        seen.getJsonObject("known").put("assignment", known);
        List<Map<String, Object>> receipts =
                device.push(device.answers(task, Map.of("smile", "YES"), List.of(answers.getString("id"))), seen);
        assertThat(receipts).extracting(each -> each.get("status")).containsOnly("applied");
        device.pull();
        assertThat(device.body("visit", task.visit()).getJsonObject("score").getString("score"))
                .isEqualTo("100.00");
    }

    @Test
    void holdsASubmissionUntilItsPhotoArrives() {
        TestOrganisation organisation = organisations.create();
        Task task = new TestFieldwork(organisation, true).assign("inspector");
        TestDevice device = TestDevice.enrol(organisation, "inspector");
        byte[] picture = TestFieldwork.picture();
        JsonObject submit = device.submit(task);
        JsonObject photo = device.photo(task, "front", picture);
        List<Map<String, Object>> receipts = device.push(
                device.start(task), device.answers(task, Map.of("clean", "YES", "smile", "YES")), photo, submit);
        assertThat(receipts.get(2)).containsEntry("status", "applied");
        assertThat((List<?>) receipts.get(2).get("mediaMissing")).hasSize(1);
        assertThat(receipts.get(3)).containsEntry("status", "held").containsEntry("code", "media-incomplete");
        organisation
                .as("officer")
                .get("/api/sync-issues?status=HELD")
                .then()
                .statusCode(200)
                .body("items.operation", equalTo(List.of(submit.getString("id"))));
        device.pull();

        device.upload(picture);

        device.pull();
        assertThat(device.body("receipt", submit.getString("id")).getString("status"))
                .isEqualTo("applied");
        JsonObject visit = device.body("visit", task.visit());
        assertThat(visit.getString("state")).isEqualTo("SUBMITTED");
        assertThat(visit.getJsonArray("photos").getJsonObject(0).getBoolean("verified"))
                .isTrue();
        Map<String, Object> replay = device.push(submit).get(0);
        assertThat(replay).containsEntry("status", "duplicate").containsEntry("original", "applied");
        organisation
                .as("officer")
                .get("/api/sync-issues")
                .then()
                .statusCode(200)
                .body("items", hasSize(0));
        String photoId = photo.getJsonObject("photo").getString("id");
        organisation
                .as("reviewer")
                .get("/api/visits/" + task.visit() + "/photos/" + photoId + "?width=20")
                .then()
                .statusCode(200)
                .contentType("image/jpeg");
        organisation
                .as("manager")
                .get("/api/visits/" + task.visit() + "/photos/" + photoId)
                .then()
                .statusCode(403);
    }

    @Test
    void namesWhatIsMissingWhenAnIncompleteVisitIsSubmitted() {
        TestOrganisation organisation = organisations.create();
        Task task = new TestFieldwork(organisation).assign("inspector");
        TestDevice device = TestDevice.enrol(organisation, "inspector");
        List<Map<String, Object>> receipts =
                device.push(device.start(task), device.answers(task, Map.of("clean", "YES")), device.submit(task));
        assertThat(receipts.get(2))
                .containsEntry("status", "parked")
                .containsEntry("code", "validation")
                .containsEntry("pointer", "/answers/smile");
        assertThat(receipts.get(2).get("detail").toString()).contains("smile");
    }

    @Test
    void parksWhatSomebodyElseWritesAboutAnAssignment() {
        TestOrganisation organisation = organisations.create();
        Task task = new TestFieldwork(organisation).assign("inspector");
        TestDevice other = TestDevice.enrol(organisation, "inspector-2");
        assertThat(other.push(other.start(task)).get(0))
                .containsEntry("status", "parked")
                .containsEntry("code", "not-assigned");
        JsonObject forged = other.start(task)
                .put("actor", organisation.person("inspector").id().toString());
        assertThat(other.push(forged).get(0)).containsEntry("code", "not-permitted");
        TestOrganisation elsewhere = organisations.create();
        TestDevice stranger = TestDevice.enrol(elsewhere, "inspector");
        assertThat(stranger.push(stranger.start(task)).get(0)).containsEntry("code", "not-assigned");
        elsewhere.as("reviewer").get("/api/visits/" + task.visit()).then().statusCode(404);
        elsewhere
                .as("officer")
                .get("/api/assignments/" + task.assignment())
                .then()
                .statusCode(404);
        TestDevice owner = TestDevice.enrol(organisation, "inspector");
        owner.pull();
        assertThat(owner.body("visit", task.visit())).isNull();
    }

    @Test
    void leavesToReviewersWhatWasSubmitted() {
        TestOrganisation organisation = organisations.create();
        Task task = new TestFieldwork(organisation).assign("inspector");
        TestDevice device = TestDevice.enrol(organisation, "inspector");
        device.push(
                device.start(task), device.answers(task, Map.of("clean", "YES", "smile", "NO")), device.submit(task));
        String assignment = "/api/assignments/" + task.assignment();
        JsonObject change = new JsonObject()
                .put("reason", "too late")
                .put("assignee", organisation.person("inspector-2").id().toString());
        organisation
                .as("officer")
                .body(change.encode())
                .post(assignment + "/reassign")
                .then()
                .statusCode(409)
                .body("code", equalTo("state-conflict"));
        change.remove("assignee");
        organisation
                .as("officer")
                .body(change.encode())
                .post(assignment + "/cancel")
                .then()
                .statusCode(409)
                .body("code", equalTo("state-conflict"));
    }

    @Test
    void keepsWorkWrittenBeforeTheAssignmentWasGivenToSomebodyElse() {
        TestOrganisation organisation = organisations.create();
        Task task = new TestFieldwork(organisation).assign("inspector");
        TestDevice first = TestDevice.enrol(organisation, "inspector");
        TestDevice second = TestDevice.enrol(organisation, "inspector-2");
        first.pull();
        first.push(first.start(task));
        organisation
                .as("officer")
                .body(new JsonObject()
                        .put("assignee", organisation.person("inspector-2").id().toString())
                        .put("reason", "请假")
                        .encode())
                .post("/api/assignments/" + task.assignment() + "/reassign")
                .then()
                .statusCode(204);

        Map<String, Object> offline =
                first.push(first.answers(task, Map.of("clean", "NO"))).get(0);
        assertThat(offline).containsEntry("status", "applied").containsEntry("code", "off-scope");
        JsonObject later = first.answers(task, Map.of("clean", "YES"));
        later.getJsonObject("known").put("assignment", 9);
        assertThat(first.push(later).get(0)).containsEntry("code", "not-assigned");
        first.pull();
        assertThat(first.row("assignment", task.assignment()).getString("op")).isEqualTo("left");
        assertThat(first.row("visit", task.visit()).getString("op")).isEqualTo("left");
        second.pull();
        assertThat(second.body("visit", task.visit())
                        .getJsonObject("answers")
                        .getJsonObject("clean")
                        .getString("value"))
                .isEqualTo("NO");
    }

    private static void decide(
            TestOrganisation organisation, String who, Task task, String what, JsonObject body, int status) {
        organisation
                .as(who)
                .body(body.encode())
                .post("/api/visits/" + task.visit() + "/" + what)
                .then()
                .statusCode(status);
    }
}
