package io.plumbline.checklist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.testing.TestOrganisation;
import io.plumbline.testing.TestOrganisations;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ChecklistTest {
    @Inject
    TestOrganisations organisations;

    @Inject
    ChecklistVersions versions;

    @Inject
    Jdbi jdbi;

    private TestOrganisation organisation;

    @BeforeEach
    void makeOrganisation() {
        organisation = organisations.create();
    }

    @Test
    void givesTheNextNumberWhenTheCodeIsKnown() {
        imported(TestChecklists.document("visit"));
        organisation
                .as("officer")
                .body(TestChecklists.document("visit").toString())
                .post("/api/checklists")
                .then()
                .statusCode(201)
                .body("number", equalTo(2))
                .body("state", equalTo("DRAFT"));
        organisation
                .as("reviewer")
                .get("/api/checklists")
                .then()
                .statusCode(200)
                .body("items", hasSize(1))
                .body("items[0].title.'zh-CN'", equalTo("测试检查表"))
                .body("items[0].versions.number", equalTo(List.of(2, 1)))
                .body("items[0].versions[0].publishedAt", nullValue());
    }

    @Test
    @DisplayName("CHK-6: a forward reference and a cycle are named by their path, all at once")
    void listsEveryErrorByPathWhenADocumentIsInvalid() {
        ObjectNode document = TestChecklists.document("visit");
        ObjectNode first = (ObjectNode) document.at("/sections/0/items/0");
        first.putObject("visibleWhen").put("item", "queue").putArray("is").add("YES");
        ObjectNode self = (ObjectNode) document.at("/sections/1/items/1/visibleWhen");
        self.put("item", "calmed");
        document.put("surprise", 1);
        organisation
                .as("officer")
                .body(document.toString())
                .post("/api/checklists")
                .then()
                .statusCode(422)
                .body("code", equalTo("checklist-invalid"))
                .body("errors.pointer", hasItem("/surprise"))
                .body(
                        "errors.find { it.pointer == '/sections/0/items/0/visibleWhen/item' }.code",
                        equalTo("forward-reference"))
                .body("errors.find { it.pointer == '/sections/1/items/1/visibleWhen/item' }.code", equalTo("cycle"));
    }

    @Test
    void refusesABodyThatIsNoObject() {
        organisation.as("officer").body("[]").post("/api/checklists").then().statusCode(422);
        organisation
                .as("officer")
                .body("{\"schema\":")
                .post("/api/checklists")
                .then()
                .statusCode(400);
        organisation.as("officer").post("/api/checklists").then().statusCode(422);
    }

    @Test
    @DisplayName("CHK-7: publishing freezes a version, in the database too")
    void neverChangesAVersionOncePublished() {
        UUID version = imported(TestChecklists.document("visit"));
        ObjectNode changed = TestChecklists.document("visit");
        ((ObjectNode) changed.at("/sections/0")).put("weight", "30");
        organisation
                .as("officer")
                .body(changed.toString())
                .put("/api/checklists/versions/" + version)
                .then()
                .statusCode(200);
        publish(version, 200);
        organisation
                .as("reviewer")
                .get("/api/checklists/versions/" + version)
                .then()
                .body("state", equalTo("PUBLISHED"))
                .body("document.version", equalTo(1))
                .body("document.sections[0].weight", equalTo("30"));
        organisation
                .as("officer")
                .body(changed.toString())
                .put("/api/checklists/versions/" + version)
                .then()
                .statusCode(409)
                .body("code", equalTo("state-conflict"));
        publish(version, 409);
        assertThatThrownBy(() -> organisation.inTransaction(() -> jdbi.withHandle(
                        handle -> handle.execute("update checklist_versions set number = 9 where id = ?", version))))
                .hasStackTraceContaining("never changes");
    }

    @Test
    void refusesAnotherCodeInAReplacement() {
        UUID version = imported(TestChecklists.document("visit"));
        organisation
                .as("officer")
                .body(TestChecklists.document("other").toString())
                .put("/api/checklists/versions/" + version)
                .then()
                .statusCode(422)
                .body("errors.pointer", hasItem("/code"));
    }

    @Test
    void tellsDevicesOfAVersionWhenItIsPublished() {
        UUID version = imported(TestChecklists.document("visit"));
        assertThat(feedRows(version)).isZero();
        publish(version, 200);
        assertThat(feedRows(version)).isOne();
    }

    @Test
    void givesFieldWorkPublishedVersionsAlone() {
        UUID version = imported(TestChecklists.document("visit"));
        assertThat(organisation.inTransaction(() -> versions.findPublished(version)))
                .isEmpty();
        publish(version, 200);
        assertThat(organisation
                        .inTransaction(() -> versions.requireDocument(version))
                        .items())
                .hasSize(3);
        TestOrganisation other = organisations.create();
        assertThat(other.inTransaction(() -> versions.findPublished(version))).isEmpty();
    }

    @Test
    void hidesVersionsFromAnotherOrganisation() {
        UUID version = imported(TestChecklists.document("visit"));
        TestOrganisation other = organisations.create();
        other.as("officer").get("/api/checklists/versions/" + version).then().statusCode(404);
        other.as("officer")
                .post("/api/checklists/versions/" + version + "/publish")
                .then()
                .statusCode(404);
    }

    @Test
    void isForTheQualityOffice() {
        for (String name : List.of("inspector", "manager", "installer", "viewer")) {
            organisation.as(name).get("/api/checklists").then().statusCode(403);
        }
        organisation.as("reviewer").body("{}").post("/api/checklists").then().statusCode(403);
    }

    @Test
    void showsTheSchema() {
        organisation
                .as("officer")
                .get("/api/checklists/schema")
                .then()
                .statusCode(200)
                .body("'$schema'", notNullValue());
    }

    private UUID imported(ObjectNode document) {
        return UUID.fromString(organisation
                .as("officer")
                .body(document.toString())
                .post("/api/checklists")
                .then()
                .statusCode(201)
                .extract()
                .path("versionId"));
    }

    private void publish(UUID version, int status) {
        organisation
                .as("officer")
                .post("/api/checklists/versions/" + version + "/publish")
                .then()
                .statusCode(status);
    }

    private long feedRows(UUID version) {
        return organisation.inTransaction(() -> jdbi.withHandle(handle -> handle.createQuery(
                        "select count(*) from sync_rows where scope = :scope and entity = 'checklist'")
                .bind("scope", "checklist:" + version)
                .mapTo(Long.class)
                .one()));
    }
}
