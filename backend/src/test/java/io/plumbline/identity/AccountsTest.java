package io.plumbline.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.plumbline.testing.TestOrganisation;
import io.plumbline.testing.TestOrganisations;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AccountsTest {
    @Inject
    TestOrganisations organisations;

    private TestOrganisation organisation;

    @BeforeEach
    void makeOrganisation() {
        organisation = organisations.create();
    }

    @Test
    void createsAnAccountThatCanSignIn() {
        String name = organisation.code() + ".新人";
        Map<String, Object> body = Map.of(
                "signInName",
                name,
                "displayName",
                "新人",
                "password",
                "a-long-password",
                "roles",
                List.of("STORE_MANAGER"),
                "unit",
                organisation.unit("store-1"));
        organisation.as("admin").body(body).post("/api/accounts").then().statusCode(201);
        organisation
                .as("admin")
                .body(Map.of("signInName", name, "password", "a-long-password"))
                .post("/api/auth/sign-in")
                .then()
                .statusCode(200)
                .body("account.unit.name", equalTo("东区营业厅"));
        organisation
                .as("admin")
                .body(body)
                .post("/api/accounts")
                .then()
                .statusCode(400)
                .body("errors[0].code", equalTo("taken"));
    }

    @Test
    void namesEveryFieldThatIsWrong() {
        TestOrganisation other = organisations.create();
        organisation
                .as("admin")
                .body(Map.of(
                        "signInName", "a b",
                        "displayName", " ",
                        "password", "short",
                        "roles", List.of(),
                        "unit", other.unit("store-1")))
                .post("/api/accounts")
                .then()
                .statusCode(400)
                .body(
                        "errors.pointer",
                        containsInAnyOrder("/signInName", "/displayName", "/password", "/roles", "/unit"));
    }

    @Test
    void pagesThroughTheAccountsInOrderOfName() {
        List<String> names = new ArrayList<>();
        String cursor = "";
        do {
            var page = organisation
                    .as("admin")
                    .queryParam("limit", 4)
                    .queryParam("cursor", cursor)
                    .get("/api/accounts")
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            names.addAll(page.getList("items.signInName", String.class));
            cursor = page.getString("next");
        } while (cursor != null);
        assertThat(names).hasSize(9).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void listsInspectorsAndInstallersAsAssignable() {
        organisation
                .as("officer")
                .get("/api/accounts/assignable")
                .then()
                .statusCode(200)
                .body("$", hasSize(3))
                .body("roles.flatten()", containsInAnyOrder("INSPECTOR", "INSPECTOR", "INSTALLER"));
    }

    @Test
    void permitsAccountsToAdministratorsAlone() {
        for (String person : List.of("officer", "reviewer", "inspector", "installer", "manager", "viewer")) {
            organisation.as(person).get("/api/accounts").then().statusCode(403).body("code", equalTo("forbidden"));
            organisation
                    .as(person)
                    .post("/api/accounts/" + organisation.person("viewer").id() + "/disable")
                    .then()
                    .statusCode(403);
        }
        for (String person : List.of("reviewer", "inspector", "installer", "manager", "viewer")) {
            organisation.as(person).get("/api/accounts/assignable").then().statusCode(403);
        }
    }

    @Test
    void findsNoAccountOfAnotherOrganisation() {
        TestOrganisation other = organisations.create();
        UUID stranger = other.person("viewer").id();
        organisation
                .as("admin")
                .post("/api/accounts/" + stranger + "/disable")
                .then()
                .statusCode(404);
        organisation
                .as("admin")
                .body(Map.of("password", "another-plumb-line"))
                .post("/api/accounts/" + stranger + "/password")
                .then()
                .statusCode(404);
    }

    @Test
    void changesTheOwnLocale() {
        organisation
                .as("viewer")
                .body(Map.of("locale", "en"))
                .put("/api/me/locale")
                .then()
                .statusCode(200)
                .body("locale", equalTo("en"));
        organisation.as("viewer").get("/api/me").then().body("locale", equalTo("en"));
        organisation
                .as("viewer")
                .body(Map.of("locale", "fr"))
                .put("/api/me/locale")
                .then()
                .statusCode(400);
    }

    @Test
    void refusesToDisableTheOwnAccount() {
        organisation
                .as("admin")
                .post("/api/accounts/" + organisation.person("admin").id() + "/disable")
                .then()
                .statusCode(403);
    }
}
