package io.plumbline.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.plumbline.fieldwork.TestDevice;
import io.plumbline.fieldwork.TestFieldwork;
import io.plumbline.fieldwork.TestFieldwork.Task;
import io.plumbline.testing.TestOrganisation;
import io.plumbline.testing.TestOrganisations;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RejectedCopiesIT {
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
    void showsTheOfficeBothContentsOfAnIdThatCameTwice() {
        JsonObject first = device.answers(task, Map.of("clean", "YES"));
        device.push(device.start(task), first);
        TestDevice other = TestDevice.enrol(organisation, "inspector-2");
        JsonObject second = other.answers(task, Map.of("clean", "NO")).put("id", first.getString("id"));
        assertThat(other.push(second).get(0)).containsEntry("code", "operation-id-reused");
        String id = list("", 200)
                .body("items", hasSize(1))
                .body("items[0].operation", equalTo(first.getString("id")))
                .body("items[0].kind", equalTo("answers.set"))
                .body("items[0].status", equalTo("APPLIED"))
                .body("items[0].visit", equalTo(task.visit()))
                .body("items[0].first.actorName", equalTo("测试 inspector"))
                .body("items[0].copy.actorName", equalTo("测试 inspector-2"))
                .body("items[0].copy.device", equalTo(other.id()))
                .body("next", nullValue())
                .extract()
                .path("items[0].id");
        list("/" + id, 200)
                .body("firstBody.answers.clean.value", equalTo("YES"))
                .body("body.answers.clean.value", equalTo("NO"));
    }

    @Test
    void goesThroughAllOfThemPageByPage() {
        List<JsonObject> operations = new ArrayList<>();
        operations.add(device.start(task));
        for (int i = 0; i < 3; i++) {
            operations.add(device.answers(task, Map.of("remark", "a" + i)));
        }
        device.push(operations.toArray(JsonObject[]::new));
        List<String> expected = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            for (String text : List.of("b", "c")) {
                JsonObject copy = device.answers(task, Map.of("remark", text))
                        .put("id", operations.get(i).getString("id"));
                device.push(copy);
                expected.add(copy.getString("id"));
            }
        }
        List<String> seen = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            var page = list("?limit=4" + (cursor.isEmpty() ? "" : "&cursor=" + cursor), 200)
                    .extract();
            seen.addAll(page.<List<String>>path("items.operation"));
            cursor = page.path("next");
        }
        assertThat(seen).containsExactlyInAnyOrderElementsOf(expected).isSortedAccordingTo((a, b) -> b.compareTo(a));
    }

    @Test
    void isForTheOfficeOfTheOrganisationAlone() {
        JsonObject first = device.start(task);
        device.push(first);
        device.push(device.answers(task, Map.of("clean", "NO")).put("id", first.getString("id")));
        String id = list("", 200).extract().path("items[0].id");
        organisation.as("inspector").get("/api/sync-copies").then().statusCode(403);
        organisation.as("reviewer").get("/api/sync-copies/" + id).then().statusCode(403);
        organisation = organisations.create();
        list("", 200).body("items", hasSize(0));
        list("/" + id, 404).body("code", equalTo("not-found"));
        list("?cursor=------------------------------------~x", 400);
        list("?cursor=bm90aGluZw", 400).body("code", equalTo("validation"));
        list("/nothing", 404);
    }

    private ValidatableResponse list(String query, int status) {
        return organisation
                .as("officer")
                .urlEncodingEnabled(false)
                .get("/api/sync-copies" + query)
                .then()
                .statusCode(status);
    }
}
