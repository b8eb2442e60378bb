package io.plumbline.organisation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.plumbline.testing.TestOrganisation;
import io.plumbline.testing.TestOrganisations;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class UnitsTest {
    private static final LocalDate JUNE = LocalDate.of(2026, 6, 1);

    @Inject
    TestOrganisations organisations;

    @Inject
    Units units;

    private TestOrganisation organisation;

    @BeforeEach
    void makeOrganisation() {
        organisation = organisations.create();
    }

    @Test
    void answersForTheDayWhenAUnitMoved() {
        UUID west = branch("B-02", "西区分公司");
        move("store-1", west, JUNE).statusCode(204);
        UUID store = organisation.unit("store-1");
        organisation.inTransaction(() -> {
            assertThat(units.path(store, JUNE.minusDays(1)).stream().map(UnitRef::code))
                    .containsExactly("ST-01", "B-01", "C-01");
            assertThat(units.path(store, JUNE).stream().map(UnitRef::code)).containsExactly("ST-01", "B-02", "C-01");
            assertThat(units.subtree(west, JUNE)).containsExactlyInAnyOrder(west, store);
            assertThat(units.subtree(west, JUNE.minusDays(1))).containsExactly(west);
            assertThat(units.inSubtree(store, organisation.unit("branch"), JUNE))
                    .isFalse();
            assertThat(units.inSubtree(store, organisation.unit("branch"), JUNE.minusDays(1)))
                    .isTrue();
            assertThat(units.paths(List.of(store, west), JUNE)).hasSize(2);
            return true;
        });
        assertThat(parentOn(store, JUNE)).isEqualTo(west.toString());
        assertThat(parentOn(store, JUNE.minusDays(1)))
                .isEqualTo(organisation.unit("branch").toString());
        organisation
                .as("viewer")
                .get("/api/units/" + store + "/history")
                .then()
                .statusCode(200)
                .body("$", hasSize(2))
                .body("[0].until", equalTo(JUNE.toString()))
                .body("[1].parent.name", equalTo("西区分公司"));
    }

    @Test
    void refusesAMoveThatClosesACircleNowOrLater() {
        move("branch", organisation.unit("store-1"), JUNE).statusCode(409).body("code", equalTo("state-conflict"));
        UUID west = branch("B-02", "西区分公司");
        move("branch", west, JUNE.plusMonths(6)).statusCode(204);
        organisation
                .as("admin")
                .body(Map.of("parent", organisation.unit("branch"), "from", JUNE))
                .post("/api/units/" + west + "/moves")
                .then()
                .statusCode(409)
                .body("detail", containsString("2026-12-01"));
    }

    @Test
    void refusesAMoveBeforeTheLastOneAndOneOfTheRoot() {
        UUID west = branch("B-02", "西区分公司");
        move("store-1", west, TestOrganisations.FOUNDED.minusDays(1)).statusCode(400);
        move("store-1", west, JUNE).statusCode(204);
        move("store-1", organisation.unit("branch"), JUNE.minusDays(1))
                .statusCode(400)
                .body("errors[0].code", equalTo("too-early"))
                .body("detail", containsString(JUNE.toString()));
        move("company", west, JUNE).statusCode(409);
    }

    @Test
    void showsAStoreManagerTheOwnStoreAlone() {
        organisation.as("manager").get("/api/units").then().statusCode(200).body("code", equalTo(List.of("ST-01")));
        for (String person : List.of("admin", "officer", "reviewer", "viewer")) {
            organisation.as(person).get("/api/units").then().statusCode(200).body("$", hasSize(5));
        }
    }

    @Test
    void permitsTheTreeByRole() {
        for (String person : List.of("inspector", "installer")) {
            organisation.as(person).get("/api/units").then().statusCode(403);
        }
        for (String person : List.of("reviewer", "inspector", "installer", "manager", "viewer")) {
            organisation.as(person).body(Map.of()).post("/api/units").then().statusCode(403);
            organisation
                    .as(person)
                    .body(Map.of())
                    .post("/api/units/" + organisation.unit("team") + "/moves")
                    .then()
                    .statusCode(403);
        }
        organisation
                .as("manager")
                .get("/api/units/" + organisation.unit("branch") + "/history")
                .then()
                .statusCode(403);
    }

    @Test
    void findsNoUnitOfAnotherOrganisation() {
        TestOrganisation other = organisations.create();
        UUID stranger = other.unit("store-1");
        organisation
                .as("admin")
                .get("/api/units/" + stranger + "/history")
                .then()
                .statusCode(404);
        organisation
                .as("admin")
                .body(Map.of("parent", organisation.unit("branch"), "from", JUNE))
                .post("/api/units/" + stranger + "/moves")
                .then()
                .statusCode(404);
        move("store-1", other.unit("branch"), JUNE).statusCode(404);
        organisation
                .as("officer")
                .queryParam("unit", stranger)
                .get("/api/staff")
                .then()
                .statusCode(404);
    }

    @Test
    void namesWhatIsWrongWithANewUnit() {
        create(Map.of(
                        "code",
                        "ST-01",
                        "name",
                        "x",
                        "type",
                        "TEAM",
                        "parent",
                        organisation.unit("branch"),
                        "from",
                        JUNE))
                .statusCode(400)
                .body("errors[0].code", equalTo("taken"));
        create(Map.of(
                        "code",
                        "ST-09",
                        "name",
                        "x",
                        "type",
                        "STORE",
                        "parent",
                        organisation.unit("branch"),
                        "from",
                        JUNE))
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/storeKind"));
        create(Map.of("code", "C-02", "name", "x", "type", "COMPANY")).statusCode(400);
        create(Map.of("code", "=1+1", "name", "x", "type", "TEAM")).statusCode(400);
        create(Map.of("code", "T-9", "name", "x", "type", "TEAM", "parent", UUID.randomUUID(), "from", JUNE))
                .statusCode(404);
    }

    @Test
    void endsTheOpenPostingWhenTheNextBegins() {
        UUID clerk = organisation.staff("clerk");
        post(clerk, organisation.unit("store-2"), JUNE).statusCode(204);
        organisation
                .as("officer")
                .queryParam("unit", organisation.unit("store-2"))
                .get("/api/staff")
                .then()
                .statusCode(200)
                .body("items.code", equalTo(List.of("S-002")))
                .body("items[0].posting.from", equalTo(JUNE.toString()));
        post(clerk, organisation.unit("store-1"), JUNE.minusDays(1))
                .statusCode(400)
                .body("errors[0].code", equalTo("overlap"))
                .body("detail", containsString("begins on 2026-06-01 or later"));
    }

    @Test
    void showsStaffByRole() {
        organisation
                .as("officer")
                .get("/api/staff")
                .then()
                .statusCode(200)
                .body("items.code", containsInAnyOrder("S-001", "S-002"))
                .body("items[0].posting.positionBonus", equalTo(500.0f));
        organisation
                .as("manager")
                .get("/api/staff")
                .then()
                .statusCode(200)
                .body("items.code", equalTo(List.of("S-002")))
                .body("items[0].posting.positionBonus", equalTo(null));
        organisation
                .as("manager")
                .queryParam("unit", organisation.unit("store-2"))
                .get("/api/staff")
                .then()
                .statusCode(404);
        for (String person : List.of("inspector", "installer", "viewer")) {
            organisation.as(person).get("/api/staff").then().statusCode(403);
        }
        organisation
                .as("officer")
                .queryParam("q", "装维")
                .get("/api/staff")
                .then()
                .body("items", hasSize(1));
    }

    private UUID branch(String code, String name) {
        return UUID.fromString(create(Map.of(
                        "code",
                        code,
                        "name",
                        name,
                        "type",
                        "BRANCH",
                        "parent",
                        organisation.unit("company"),
                        "from",
                        TestOrganisations.FOUNDED))
                .statusCode(201)
                .extract()
                .path("id"));
    }

    private String parentOn(UUID unit, LocalDate on) {
        return organisation
                .as("viewer")
                .queryParam("on", on.toString())
                .get("/api/units")
                .then()
                .statusCode(200)
                .extract()
                .path("find { it.id == '" + unit + "' }.parent");
    }

    private ValidatableResponse create(Map<String, Object> unit) {
        return organisation.as("admin").body(unit).post("/api/units").then();
    }

    private ValidatableResponse move(String unit, UUID parent, LocalDate from) {
        return organisation
                .as("admin")
                .body(Map.of("parent", parent, "from", from))
                .post("/api/units/" + organisation.unit(unit) + "/moves")
                .then();
    }

    private ValidatableResponse post(UUID staff, UUID unit, LocalDate from) {
        return organisation
                .as("officer")
                .body(Map.of("unit", unit, "position", "MEMBER", "positionBonus", "300.00", "from", from))
                .post("/api/staff/" + staff + "/postings")
                .then();
    }
}
