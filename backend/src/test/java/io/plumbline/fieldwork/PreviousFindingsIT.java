package io.plumbline.fieldwork;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

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
class PreviousFindingsIT {
    @Inject
    TestOrganisations organisations;

    @Test
    void bringsWhatTheLastAcceptedVisitFoundToWhoeverGoesNext() {
        TestOrganisation organisation = organisations.create();
        TestFieldwork fieldwork = new TestFieldwork(organisation, false, "OPEN_INSPECTION", true);
        Task first = fieldwork.assign("inspector");
        TestDevice visitor = TestDevice.enrol(organisation, "inspector");
        byte[] picture = TestFieldwork.picture();
        visitor.push(
                visitor.start(first),
                visitor.answers(first, Map.of("clean", "YES", "smile", "NO", "remark", "排队的人很多")),
                visitor.photo(first, "front", picture),
                visitor.submit(first));
        visitor.upload(picture);
        visitor.pull();
        assertThat(visitor.body("findings", first.assignment())).isNull();
        accept(organisation, first);

        Task next = fieldwork.assign("inspector-2");
        TestDevice device = TestDevice.enrol(organisation, "inspector-2");
        device.pull();
        JsonObject findings = device.body("findings", next.assignment());
        JsonObject items = findings.getJsonObject("items");
        assertThat(items.fieldNames()).containsExactly("smile", "clean", "remark", "front");
        assertThat(items.getJsonObject("smile")).isEqualTo(new JsonObject("{\"value\":\"NO\",\"failed\":true}"));
        assertThat(items.getJsonObject("clean")).isEqualTo(new JsonObject("{\"value\":\"YES\"}"));
        assertThat(items.getJsonObject("remark").getString("value")).isEqualTo("排队的人很多");
        assertThat(findings.getString("serviceOn")).hasSize(10);
        assertThat(findings.encode())
                .doesNotContain(first.visit(), first.assignment())
                .doesNotContain(organisation.person("inspector").id().toString());

        String photo = items.getJsonObject("front").getJsonArray("photos").getString(0);
        String path = "/api/assignments/" + next.assignment() + "/previous/photos/" + photo + "?width=20";
        organisation.as("inspector-2").get(path).then().statusCode(200).contentType("image/jpeg");
        organisation.as("inspector").get(path).then().statusCode(404);
        organisation.as("manager").get(path).then().statusCode(403);
        organisations.create().as("inspector-2").get(path).then().statusCode(404);
    }

    @Test
    void showsNothingUnlessTheProgrammeSaysSo() {
        TestOrganisation organisation = organisations.create();
        TestFieldwork fieldwork = new TestFieldwork(organisation);
        visit(organisation, fieldwork, "YES");
        Task next = fieldwork.assign("inspector-2");
        TestDevice device = TestDevice.enrol(organisation, "inspector-2");
        device.pull();
        assertThat(device.bodies("assignment")).hasSize(1);
        assertThat(device.row("findings", next.assignment())).isNull();
        organisation
                .as("officer")
                .get("/api/programmes")
                .then()
                .statusCode(200)
                .body("items.showPrevious", equalTo(List.of(false)));
    }

    @Test
    void showsLaterFindingsWhenAVisitIsAcceptedWhileTheWorkIsOpen() {
        TestOrganisation organisation = organisations.create();
        TestFieldwork fieldwork = new TestFieldwork(organisation, false, "OPEN_INSPECTION", true);
        visit(organisation, fieldwork, "NO");
        Task open = fieldwork.assign("inspector-2");
        TestDevice device = TestDevice.enrol(organisation, "inspector-2");
        device.pull();
        assertThat(smile(device, open)).isEqualTo("NO");

        visit(organisation, fieldwork, "YES");
        device.pull();
        assertThat(smile(device, open)).isEqualTo("YES");
        organisation.as("officer").get("/api/programmes").then().body("items.showPrevious", hasItem(true));
    }

    @Test
    void goesWithTheWorkToSomebodyElseAndAwayWithItsEnd() {
        TestOrganisation organisation = organisations.create();
        TestFieldwork fieldwork = new TestFieldwork(organisation, false, "OPEN_INSPECTION", true);
        visit(organisation, fieldwork, "NO");
        Task open = fieldwork.assign("inspector-2");
        TestDevice former = TestDevice.enrol(organisation, "inspector-2");
        former.pull();
        assertThat(smile(former, open)).isEqualTo("NO");
        change(
                organisation,
                open,
                "reassign",
                new JsonObject()
                        .put("assignee", organisation.person("inspector").id().toString()));
        former.pull();
        assertThat(former.row("findings", open.assignment()).getString("op")).isEqualTo("left");
        TestDevice present = TestDevice.enrol(organisation, "inspector");
        present.pull();
        assertThat(smile(present, open)).isEqualTo("NO");

        change(organisation, open, "cancel", new JsonObject());
        present.pull();
        assertThat(present.row("findings", open.assignment()).getString("op")).isEqualTo("left");
        assertThat(present.body("assignment", open.assignment()).getString("state"))
                .isEqualTo("CANCELLED");
    }

    private static String smile(TestDevice device, Task task) {
        return device.body("findings", task.assignment())
                .getJsonObject("items")
                .getJsonObject("smile")
                .getString("value");
    }

    private static void visit(TestOrganisation organisation, TestFieldwork fieldwork, String smile) {
        Task task = fieldwork.assign("inspector");
        TestDevice device = TestDevice.enrol(organisation, "inspector");
        device.push(
                device.start(task), device.answers(task, Map.of("clean", "YES", "smile", smile)), device.submit(task));
        accept(organisation, task);
    }

    private static void accept(TestOrganisation organisation, Task task) {
        int revision = organisation
                .as("reviewer")
                .get("/api/visits/" + task.visit())
                .then()
                .statusCode(200)
                .extract()
                .path("revision");
        organisation
                .as("reviewer")
                .body(new JsonObject().put("revision", revision).encode())
                .post("/api/visits/" + task.visit() + "/accept")
                .then()
                .statusCode(204);
    }

    private static void change(TestOrganisation organisation, Task task, String what, JsonObject body) {
        organisation
                .as("officer")
                .body(body.put("reason", "改期").encode())
                .post("/api/assignments/" + task.assignment() + "/" + what)
                .then()
                .statusCode(204);
    }
}
