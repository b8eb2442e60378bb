package io.plumbline.fieldwork;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.plumbline.fieldwork.TestFieldwork.Task;
import io.plumbline.platform.time.Ids;
import io.plumbline.testing.TestOrganisation;
import io.plumbline.testing.TestOrganisations;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** Callbacks from the tablet to what they count for (CBK-2, CBK-3). */
@QuarkusTest
class CallbackIT {
    private static final String NUMBER = "14300001234";
    private static final String NAME = "欧阳先生";
    private static final JsonObject EVENT = new JsonObject()
            .put("number", "ZW20261118-100001")
            .put("product", "千兆宽带")
            .put("customer", NAME)
            .put("phone", NUMBER)
            .put("contact", new JsonObject().put("name", NAME).put("mobile", NUMBER));

    @Inject
    TestOrganisations organisations;

    @Inject
    Jdbi jdbi;

    private record Callback(TestOrganisation organisation, Task task) {}

    private Callback given(String assignee) {
        TestOrganisation organisation = organisations.create();
        return new Callback(
                organisation, new TestFieldwork(organisation, false, "INSTALLER_CALLBACK").callback(assignee, EVENT));
    }

    private static JsonObject attempt(TestDevice device, Task task, String channel, String outcome, String at) {
        JsonObject attempt = new JsonObject()
                .put("id", Ids.next().toString())
                .put("channel", channel)
                .put("outcome", outcome)
                .put("at", at);
        return device.operation(task.visit(), "callback.attempt").put("attempt", attempt);
    }

    @Test
    void takesARefusalWithoutAnswersAndCountsItNowhere() {
        Callback given = given("installer");
        Task task = given.task();
        TestDevice device = TestDevice.enrol(given.organisation(), "installer");
        List<Map<String, Object>> receipts = device.push(
                device.start(task),
                attempt(device, task, "TELEPHONE", "REFUSED", "2026-11-22T01:10:00Z"),
                device.submit(task));
        assertThat(receipts).extracting(each -> each.get("status")).containsOnly("applied");
        device.pull();
        JsonObject visit = device.body("visit", task.visit());
        assertThat(visit.getString("state")).isEqualTo("SUBMITTED");
        assertThat(visit.getJsonObject("score").getString("score")).isNull();
        assertThat(visit.getString("collected")).isEqualTo("SELF_COLLECTED");

        accept(given, task);
        device.pull();
        assertThat(device.body("assignment", task.assignment()).getString("state"))
                .isEqualTo("ACCEPTED");
        assertThat(rows(given, "counted_visits")).isZero();
        assertThat(rows(given, "month_aggregates")).isZero();
    }

    @Test
    void countsAnAcceptedCallbackThatWasAnswered() {
        Callback given = given("installer");
        Task task = given.task();
        TestDevice device = TestDevice.enrol(given.organisation(), "installer");
        device.push(
                device.start(task),
                attempt(device, task, "ON_SITE", "REACHED", "2026-11-22T01:10:00Z"),
                device.answers(task, Map.of("clean", "YES", "smile", "NO")),
                device.submit(task));
        accept(given, task);
        assertThat(rows(given, "counted_visits")).isEqualTo(1);
        assertThat(rows(given, "month_aggregates")).isPositive();
    }

    @Test
    void givesNoScoreWhenTheCustomerStopsHalfWay() {
        Callback given = given("inspector");
        Task task = given.task();
        TestDevice device = TestDevice.enrol(given.organisation(), "inspector");
        List<Map<String, Object>> receipts = device.push(
                device.start(task),
                attempt(device, task, "TELEPHONE", "REACHED", "2026-11-22T01:10:00Z"),
                device.answers(task, Map.of("clean", "NO")),
                attempt(device, task, "TELEPHONE", "REFUSED", "2026-11-22T01:12:00Z"),
                device.submit(task));
        assertThat(receipts).extracting(each -> each.get("status")).containsOnly("applied");
        device.pull();
        JsonObject visit = device.body("visit", task.visit());
        assertThat(visit.getJsonObject("score").getString("score")).isNull();
        assertThat(visit.getJsonObject("answers").fieldNames()).containsExactly("clean");
        assertThat(visit.getString("collected")).isEqualTo("INDEPENDENT");
    }

    @Test
    void parksASubmissionWithoutAnswersWhenTriesAreLeft() {
        Callback given = given("installer");
        Task task = given.task();
        TestDevice device = TestDevice.enrol(given.organisation(), "installer");
        List<Map<String, Object>> receipts = device.push(
                device.start(task),
                // Morning, morning, noon, afternoon in Shanghai: three tries.
                attempt(device, task, "TELEPHONE", "NO_ANSWER", "2026-11-22T01:10:00Z"),
                attempt(device, task, "TELEPHONE", "NO_ANSWER", "2026-11-22T01:20:00Z"),
                attempt(device, task, "TELEPHONE", "CALL_LATER", "2026-11-22T04:30:00Z"),
                attempt(device, task, "TELEPHONE", "NO_ANSWER", "2026-11-22T07:00:00Z"),
                device.submit(task));
        assertThat(receipts.get(5)).containsEntry("status", "parked").containsEntry("code", "validation");
        receipts = device.push(
                attempt(device, task, "TELEPHONE", "NO_ANSWER", "2026-11-22T11:00:00Z"), device.submit(task));
        assertThat(receipts).extracting(each -> each.get("status")).containsOnly("applied");
    }

    @Test
    void excusesNoOtherVisitFromItsAnswers() {
        TestOrganisation organisation = organisations.create();
        Task task = new TestFieldwork(organisation).assign("inspector");
        TestDevice device = TestDevice.enrol(organisation, "inspector");
        List<Map<String, Object>> receipts = device.push(
                device.start(task),
                attempt(device, task, "TELEPHONE", "REFUSED", "2026-11-22T01:10:00Z"),
                device.submit(task));
        assertThat(receipts.get(2)).containsEntry("status", "parked").containsEntry("code", "validation");
    }

    @Test
    void keepsTheAttemptsOfTwoTabletsInTheirOrderHoweverOftenAndLateTheyCome() {
        Callback given = given("installer");
        Task task = given.task();
        TestDevice one = TestDevice.enrol(given.organisation(), "installer");
        TestDevice other = TestDevice.enrol(given.organisation(), "installer");
        JsonObject first = attempt(one, task, "TELEPHONE", "NO_ANSWER", "2026-11-22T01:10:00Z");
        JsonObject second = attempt(other, task, "TELEPHONE", "NO_ANSWER", "2026-11-22T04:30:00Z");
        JsonObject third = attempt(one, task, "ON_SITE", "REACHED", "2026-11-22T07:00:00Z");
        one.push(one.start(task), third);
        other.push(second);
        assertThat(one.push(first, third).get(1)).containsEntry("status", "duplicate");
        assertThat(other.push(second).get(0)).containsEntry("status", "duplicate");
        JsonObject reused = attempt(other, task, "TELEPHONE", "REFUSED", "2026-11-22T09:00:00Z");
        reused.getJsonObject("attempt").put("id", first.getJsonObject("attempt").getString("id"));
        assertThat(other.push(reused).get(0)).containsEntry("status", "superseded");
        one.pull();
        JsonArray attempts = one.body("visit", task.visit()).getJsonArray("attempts");
        assertThat(attempts.stream().map(each -> ((JsonObject) each).getString("op")))
                .containsExactly(first.getString("id"), second.getString("id"), third.getString("id"));
        assertThat(attempts.getJsonObject(0).getString("outcome")).isEqualTo("NO_ANSWER");
    }

    @Test
    void isSelfCollectedWhenTheCustomerWasAskedOnSiteByWhomever() {
        Callback given = given("inspector");
        Task task = given.task();
        TestDevice device = TestDevice.enrol(given.organisation(), "inspector");
        device.push(
                device.start(task),
                attempt(device, task, "ON_SITE", "REACHED", "2026-11-22T01:10:00Z"),
                device.answers(task, Map.of("clean", "YES", "smile", "YES")),
                device.submit(task));
        given.organisation()
                .as("reviewer")
                .get("/api/visits/" + task.visit())
                .then()
                .statusCode(200)
                .body("collected", equalTo("SELF_COLLECTED"))
                .body("document.attempts[0].outcome", equalTo("REACHED"))
                .body("score", equalTo("100.00"));
        given.organisation()
                .as("reviewer")
                .get("/api/visits?state=SUBMITTED")
                .then()
                .body("items[0].collected", equalTo("SELF_COLLECTED"));
    }

    @Test
    void showsTheNumberToWhoeverMustCallAndOnlyAsLongAsTheyMust() {
        Callback given = given("installer");
        Task task = given.task();
        TestDevice device = TestDevice.enrol(given.organisation(), "installer");
        device.pull();
        JsonObject event = device.body("assignment", task.assignment()).getJsonObject("serviceEvent");
        assertThat(event).isEqualTo(EVENT);
        for (String path : List.of("/api/assignments", "/api/assignments/" + task.assignment())) {
            for (String person : List.of("officer", "reviewer", "admin", "viewer", "manager", "installer")) {
                String answer = given.organisation().as(person).get(path).asString();
                assertThat(answer).as("%s %s", person, path).doesNotContain(NUMBER, NAME);
            }
        }
        given.organisation()
                .as("officer")
                .get("/api/assignments/" + task.assignment())
                .then()
                .statusCode(200)
                .body("assignment.serviceEvent.phone", equalTo("143****1234"))
                .body("assignment.serviceEvent.contact.mobile", equalTo("143****1234"))
                .body("assignment.serviceEvent.customer", equalTo("欧**"))
                .body("assignment.serviceEvent.product", equalTo("千兆宽带"));
        device.push(
                device.start(task),
                attempt(device, task, "TELEPHONE", "NUMBER_SHOWN", "2026-11-22T01:09:00Z"),
                attempt(device, task, "TELEPHONE", "WRONG_NUMBER", "2026-11-22T01:10:00Z"),
                device.submit(task));
        device.pull();
        assertThat(device.body("assignment", task.assignment()).encode())
                .contains("143****1234")
                .doesNotContain(NUMBER, NAME);
        given.organisation()
                .as("reviewer")
                .get("/api/visits/" + task.visit())
                .then()
                .statusCode(200)
                .body(not(containsString(NUMBER)))
                .body("document.attempts.outcome", equalTo(List.of("NUMBER_SHOWN", "WRONG_NUMBER")));
    }

    @Test
    void givesTheNumberBackWhenTheVisitIsReturned() {
        Callback given = given("installer");
        Task task = given.task();
        TestDevice device = TestDevice.enrol(given.organisation(), "installer");
        device.push(
                device.start(task),
                attempt(device, task, "TELEPHONE", "REFUSED", "2026-11-22T01:10:00Z"),
                device.submit(task));
        decide(given, task, "return", new JsonObject().put("reason", "请再打一次"));
        device.pull();
        assertThat(device.body("assignment", task.assignment()).getJsonObject("serviceEvent"))
                .isEqualTo(EVENT);
    }

    @Test
    void parksWhatIsMoreThanFiftyAttempts() {
        Callback given = given("installer");
        Task task = given.task();
        TestDevice device = TestDevice.enrol(given.organisation(), "installer");
        device.push(device.start(task));
        JsonObject[] operations = new JsonObject[VisitWork.MAX_ATTEMPTS + 1];
        for (int i = 0; i < operations.length; i++) {
            operations[i] = attempt(device, task, "TELEPHONE", "NO_ANSWER", "2026-11-22T01:10:00Z");
        }
        List<Map<String, Object>> receipts = device.push(operations);
        assertThat(receipts.get(VisitWork.MAX_ATTEMPTS - 1)).containsEntry("status", "applied");
        assertThat(receipts.get(VisitWork.MAX_ATTEMPTS))
                .containsEntry("status", "parked")
                .containsEntry("pointer", "/attempt");
    }

    private void accept(Callback given, Task task) {
        decide(given, task, "accept", new JsonObject());
    }

    private void decide(Callback given, Task task, String decision, JsonObject body) {
        String path = "/api/visits/" + task.visit();
        int revision = given.organisation().as("reviewer").get(path).path("revision");
        given.organisation()
                .as("reviewer")
                .body(body.put("revision", revision).encode())
                .post(path + "/" + decision)
                .then()
                .statusCode(204);
    }

    private int rows(Callback given, String table) {
        UUID id = given.organisation().id();
        return given.organisation()
                .inTransaction(() -> jdbi.withHandle(
                        handle -> handle.createQuery("select count(*) from " + table + " where organisation_id = :id")
                                .bind("id", id)
                                .mapTo(Integer.class)
                                .one()));
    }
}
