package io.plumbline.fieldwork;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.plumbline.fieldwork.TestFieldwork.Task;
import io.plumbline.testing.TestOrganisation;
import io.plumbline.testing.TestOrganisations;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class TwoDevicesIT {
    @Inject
    TestOrganisations organisations;

    @Test
    void mergesDifferentAnswersOfOneVisit() {
        TestOrganisation organisation = organisations.create();
        Task task = new TestFieldwork(organisation).assign("inspector");
        TestDevice tablet = TestDevice.enrol(organisation, "inspector");
        TestDevice phone = TestDevice.enrol(organisation, "inspector");
        tablet.push(tablet.start(task), tablet.answers(task, Map.of("clean", "YES")));
        Map<String, Object> receipt =
                phone.push(phone.answers(task, Map.of("smile", "NO"))).get(0);
        assertThat(receipt).containsEntry("status", "applied").containsEntry("conflicts", List.of());
        tablet.pull();
        phone.pull();
        JsonObject visit = tablet.body("visit", task.visit());
        assertThat(visit).isEqualTo(phone.body("visit", task.visit()));
        assertThat(value(visit, "clean")).isEqualTo("YES");
        assertThat(value(visit, "smile")).isEqualTo("NO");
        organisation.as("officer").get("/api/conflicts").then().body("items", hasSize(0));
    }

    @Test
    void keepsBothValuesOfOneAnswerAndListsTheConflictUntilItIsResolved() {
        TestOrganisation organisation = organisations.create();
        Task task = new TestFieldwork(organisation).assign("inspector");
        TestDevice tablet = TestDevice.enrol(organisation, "inspector");
        TestDevice phone = TestDevice.enrol(organisation, "inspector");
        JsonObject yes = tablet.answers(task, Map.of("clean", "YES"));
        tablet.push(tablet.start(task), yes);
        JsonObject no = phone.answers(task, Map.of("clean", "NO"));
        Map<String, Object> receipt = phone.push(no).get(0);
        List<?> conflicts = (List<?>) receipt.get("conflicts");
        assertThat(conflicts).hasSize(1);
        String conflict = conflicts.get(0).toString();

        tablet.pull();
        JsonObject answer =
                tablet.body("visit", task.visit()).getJsonObject("answers").getJsonObject("clean");
        assertThat(answer.getString("conflict")).isEqualTo(conflict);
        assertThat(answer.getJsonArray("heads")).hasSize(2);
        assertThat(tablet.body("conflict", conflict).getString("state")).isEqualTo("OPEN");
        assertThat(tablet.body("conflict", conflict)
                        .getJsonArray("heads")
                        .getJsonObject(0)
                        .getString("author"))
                .isEqualTo("测试 inspector");
        organisation
                .as("officer")
                .get("/api/conflicts?state=OPEN")
                .then()
                .statusCode(200)
                .body("items.id", equalTo(List.of(conflict)));

        List<String> both = List.of(yes.getString("id"), no.getString("id"));
        tablet.push(tablet.answers(task, Map.of("clean", "NO"), both));
        tablet.pull();
        assertThat(value(tablet.body("visit", task.visit()), "clean")).isEqualTo("NO");
        assertThat(tablet.body("conflict", conflict).getString("state")).isEqualTo("CLOSED");
        organisation.as("officer").get("/api/conflicts?state=OPEN").then().body("items", hasSize(0));
    }

    @Test
    void believesTheServerMoreThanATabletFromTheFuture() {
        TestOrganisation organisation = organisations.create();
        Task task = new TestFieldwork(organisation).assign("inspector");
        TestDevice wrong = TestDevice.enrol(organisation, "inspector");
        TestDevice right = TestDevice.enrol(organisation, "inspector");
        wrong.clockIs(Instant.parse("2035-01-01T00:00:00Z"));
        Map<String, Object> receipt =
                wrong.push(wrong.answers(task, Map.of("clean", "NO"))).get(0);
        assertThat(receipt).containsEntry("status", "applied").containsEntry("code", "clock-suspect");
        right.clockIs(Instant.now().plusSeconds(60));
        right.push(right.answers(task, Map.of("clean", "YES")));
        right.pull();
        assertThat(value(right.body("visit", task.visit()), "clean")).isEqualTo("YES");
    }

    private static Object value(JsonObject visit, String item) {
        return visit.getJsonObject("answers").getJsonObject(item).getValue("value");
    }
}
