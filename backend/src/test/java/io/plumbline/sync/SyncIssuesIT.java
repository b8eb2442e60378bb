package io.plumbline.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.plumbline.fieldwork.TestDevice;
import io.plumbline.fieldwork.TestFieldwork;
import io.plumbline.fieldwork.TestFieldwork.Task;
import io.plumbline.testing.TestOrganisation;
import io.plumbline.testing.TestOrganisations;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SyncIssuesIT {
    @Inject
    TestOrganisations organisations;

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
    void saysWhereInItsContentAParkedOperationIsWrong() {
        JsonObject wrong = device.answers(task, Map.of("clean", "PERHAPS"));
        device.push(device.start(task), wrong);
        list("status=PARKED")
                .body("items[0].operation", equalTo(wrong.getString("id")))
                .body("items[0].code", equalTo("validation"))
                .body("items[0].pointer", equalTo("/answers/clean/value"))
                .body("items[0].body.answers.clean.value", equalTo("PERHAPS"));
    }

    @Test
    void listsWhatTookEffectAfterAReassignmentAndAfterACancellation() {
        device.push(device.start(task));
        JsonObject late = device.answers(task, Map.of("clean", "YES"));
        organisation
                .as("officer")
                .body(new JsonObject()
                        .put("assignee", organisation.person("inspector-2").id().toString())
                        .put("reason", "x")
                        .encode())
                .post("/api/assignments/" + task.assignment() + "/reassign")
                .then()
                .statusCode(204);
        assertThat(device.push(late).get(0)).containsEntry("code", "off-scope");
        assertThat(ids("flag=OFF_SCOPE")).containsExactly(late.getString("id"));
        assertThat(ids("flag=AFTER_CANCEL")).isEmpty();
        assertThat(ids("flag=FORCED")).isEmpty();
        assertThat(ids("setAside=false")).isEmpty();
    }

    @Test
    void leavesOutOfTheListsWhatWasSetAsideAndTakesItUpAgain() {
        JsonObject unknown = device.operation(task.visit(), "visit.teleport");
        device.push(unknown);
        String id = unknown.getString("id");
        setAside("officer", id, "旧版应用发的，已电话确认").statusCode(204);
        assertThat(ids("status=PARKED")).isEmpty();
        list("status=PARKED&setAside=true")
                .body("items[0].operation", equalTo(id))
                .body("items[0].setAside.note", equalTo("旧版应用发的，已电话确认"))
                .body("items[0].setAside.byName", not(emptyString()));
        setAside("officer", id, "再一次").statusCode(204);
        list("status=PARKED&setAside=true").body("items[0].setAside.note", equalTo("旧版应用发的，已电话确认"));
        organisation.as("officer").get("/api/devices").then().body("items[0].parked", equalTo(0));
        organisation
                .as("officer")
                .delete("/api/sync-issues/" + id + "/set-aside")
                .then()
                .statusCode(204);
        assertThat(ids("status=PARKED")).containsExactly(id);
    }

    @Test
    void setsAsideForTheOfficeOfTheOrganisationAloneAndNeverWhatIsHeld() {
        JsonObject unknown = device.operation(task.visit(), "visit.teleport");
        JsonObject held = device.submit(task);
        device.push(unknown, held);
        setAside("officer", unknown.getString("id"), " ").statusCode(400);
        setAside("inspector", unknown.getString("id"), "x").statusCode(403);
        setAside("officer", held.getString("id"), "x").statusCode(404);
        setAside("officer", UUID.randomUUID().toString(), "x").statusCode(404);
        TestOrganisation other = organisations.create();
        other.as("officer")
                .body("{\"note\":\"x\"}")
                .put("/api/sync-issues/" + unknown.getString("id") + "/set-aside")
                .then()
                .statusCode(404);
        other.as("officer").get("/api/sync-issues").then().body("items.size()", equalTo(0));
        assertThat(ids("setAside=false")).containsExactlyInAnyOrder(unknown.getString("id"), held.getString("id"));
    }

    private ValidatableResponse setAside(String person, String operation, String note) {
        return organisation
                .as(person)
                .body(new JsonObject().put("note", note).encode())
                .put("/api/sync-issues/" + operation + "/set-aside")
                .then();
    }

    private ValidatableResponse list(String query) {
        return organisation
                .as("officer")
                .get("/api/sync-issues?limit=200&" + query)
                .then()
                .statusCode(200);
    }

    private List<String> ids(String query) {
        return list(query).extract().path("items.operation");
    }
}
