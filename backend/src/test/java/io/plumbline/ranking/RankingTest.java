package io.plumbline.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.plumbline.fieldwork.ProgrammeKind;
import io.plumbline.organisation.Employment;
import io.plumbline.organisation.NewUnit;
import io.plumbline.organisation.Position;
import io.plumbline.organisation.StoreKind;
import io.plumbline.organisation.TestStaff;
import io.plumbline.organisation.UnitType;
import io.plumbline.organisation.Units;
import io.plumbline.ranking.TestResponses.Programme;
import io.plumbline.testing.TestOrganisation;
import io.plumbline.testing.TestOrganisations;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RankingTest {
    private static final LocalDate DAY = LocalDate.of(2026, 10, 15);
    private static final String MONTH = "2026-10";

    @Inject
    TestOrganisations organisations;

    @Inject
    TestResponses responses;

    @Inject
    TestStaff staff;

    @Inject
    Units units;

    @Inject
    Jdbi jdbi;

    private TestOrganisation organisation;
    private Programme visits;
    private String board;

    @BeforeEach
    void makeBoard() {
        organisation = organisations.create();
        visits = responses.programme(organisation, ProgrammeKind.MYSTERY_VISIT);
        board = board(Map.of("code", "stores", "subjectType", "UNIT", "unitType", "STORE", "minimumSample", 2));
    }

    @Test
    @DisplayName("RNK-2, RNK-3: ties share a place, a small sample is listed apart")
    void sharesPlacesAndListsSmallSamplesApart() {
        UUID best = responses.store(organisation, "A", StoreKind.OWN);
        UUID worst = responses.store(organisation, "B", StoreKind.FRANCHISE);
        UUID few = responses.store(organisation, "C", StoreKind.OWN);
        count(best, "99", "97");
        count(organisation.unit("store-1"), "90", "80.01");
        count(organisation.unit("store-2"), "85", "85.01", "85.01");
        count(worst, "60", "70");
        count(few, "100");
        close();
        publish(null)
                .statusCode(200)
                .body("revision", equalTo(1))
                .body("rows.place", contains(1, 2, 2, 4, null))
                .body("rows.score", contains("98.00", "85.01", "85.01", "65.00", "100.00"))
                .body("rows.responses", contains(2, 3, 2, 2, 1))
                .body("rows[1].subject.id", equalTo(organisation.unit("store-2").toString()))
                .body("rows[1].subject.unitName", equalTo("东区分公司"))
                .body("rows[4].subject.name", equalTo("营业厅C"));
    }

    @Test
    @DisplayName("RNK-4: an open month cannot be published; a month that is not over is closed only early")
    void isPublishedOnlyWhenTheMonthIsClosed() {
        count(organisation.unit("store-1"), "90", "80");
        publish(null).statusCode(409).body("code", equalTo("month-open"));
        organisation
                .as("officer")
                .get("/api/boards/" + board + "/months/" + MONTH)
                .then()
                .body("state", equalTo("OPEN"))
                .body("preview.rows[0].score", equalTo("85.00"))
                .body("preview.revision", nullValue());
        String current =
                java.time.YearMonth.now(java.time.ZoneId.of("Asia/Shanghai")).toString();
        organisation
                .as("officer")
                .post("/api/months/" + current + "/close")
                .then()
                .statusCode(409);
        organisation
                .as("officer")
                .post("/api/months/" + current + "/close?early=true")
                .then()
                .statusCode(200);
        organisation.as("officer").post("/api/months/2027-13/close").then().statusCode(400);
        close();
        organisation
                .as("officer")
                .get("/api/months")
                .then()
                .body("", hasSize(13))
                .body("find { it.month == '" + MONTH + "' }.state", equalTo("CLOSED"));
    }

    @Test
    @DisplayName("RNK-5: what arrived late enters by a revision with a reason, and the people concerned are told")
    void entersLateResponsesByARevisionWithAReason() {
        count(organisation.unit("store-1"), "90", "90");
        count(organisation.unit("store-2"), "80", "80");
        close();
        publish(null).statusCode(200);
        responses.accept(visits, organisation.unit("store-2"), null, DAY, true, "100", "100", "100");
        organisation
                .as("officer")
                .get("/api/boards/" + board + "/months/" + MONTH)
                .then()
                .body("state", equalTo("PUBLISHED"))
                .body("lateResponses", equalTo(3))
                .body("affected", equalTo(2))
                .body("differences.subject.name", contains("东区代办厅", "东区营业厅"));
        publish(null).statusCode(400).body("errors.pointer", hasItem("/reason"));
        publish("补录网络故障期间的暗访")
                .statusCode(200)
                .body("revision", equalTo(2))
                .body("rows.place", contains(1, 2))
                .body("differences[0].before.place", equalTo(2))
                .body("differences[0].after.place", equalTo(1))
                .body("differences[0].after.score", equalTo("92.00"));
        publish("再来一次").statusCode(409).body("code", equalTo("nothing-changed"));
        ranking("manager", "?revision=1")
                .body("rows[0].score", equalTo("90.00"))
                .body("differences", hasSize(0));
        ranking("manager", "").body("revision", equalTo(2)).body("reason", equalTo("补录网络故障期间的暗访"));
        organisation
                .as("manager")
                .get("/api/my-place?month=" + MONTH)
                .then()
                .body("notices", hasSize(1))
                .body("notices[0].text.'zh-CN'", containsString("第 1 名（90.00 分）变为第 2 名（90.00 分）"))
                .body("notices[0].text.en", containsString("place 1 with 90.00, now place 2 with 90.00"));
        organisation
                .as("officer")
                .get("/api/months")
                .then()
                .body("find { it.month == '" + MONTH + "' }.late", equalTo(3));
    }

    @Test
    @DisplayName("RNK-5: a published ranking never changes, in the database too")
    void neverChangesOncePublished() {
        count(organisation.unit("store-1"), "90", "90");
        close();
        publish(null).statusCode(200);
        for (String attempt : List.of(
                "update ranking_rows set score = 100",
                "delete from ranking_rows",
                "update rankings set reason = 'x'",
                "delete from rankings")) {
            assertThatThrownBy(
                            () -> organisation.inTransaction(() -> jdbi.withHandle(handle -> handle.execute(attempt))))
                    .as(attempt)
                    .isInstanceOf(RuntimeException.class);
        }
        ranking("viewer", "").body("rows[0].score", equalTo("90.00"));
    }

    @Test
    void remembersLastMonthsPlaceWhenANewOneIsPublished() {
        LocalDate before = DAY.minusMonths(1);
        responses.accept(visits, organisation.unit("store-1"), null, before, false, "70", "70");
        responses.accept(visits, organisation.unit("store-2"), null, before, false, "80", "80");
        organisation.as("officer").post("/api/months/2026-09/close").then().statusCode(200);
        organisation
                .as("officer")
                .post("/api/boards/" + board + "/months/2026-09/publish")
                .then()
                .statusCode(200);
        count(organisation.unit("store-1"), "90", "90");
        count(organisation.unit("store-2"), "80", "80");
        close();
        publish(null).body("rows.previousPlace", contains(2, 1)).body("rows.movement", contains(1, -1));
        organisation
                .as("manager")
                .get("/api/boards/" + board + "/rankings")
                .then()
                .body("month", contains("2026-10", "2026-09"));
    }

    @Test
    @DisplayName("RNK-1: of persons only the top, the bottom and oneself are shown outside the office")
    void trimsBoardsOfPersonsForReadersOutsideTheOffice() {
        Programme callbacks = responses.programme(organisation, ProgrammeKind.INSTALLER_CALLBACK);
        String persons = board(Map.of(
                "code",
                "installers",
                "subjectType",
                "STAFF",
                "programmeKind",
                "INSTALLER_CALLBACK",
                "minimumSample",
                1,
                "topN",
                1,
                "bottomN",
                1));
        UUID team = organisation.unit("team");
        responses.accept(callbacks, team, organisation.staff("installer"), DAY, false, "80");
        IntStream.range(0, 6).forEach(i -> {
            UUID person = organisation.inTransaction(() -> staff.create(
                    "P-" + i, "装维" + i, Employment.EMPLOYEE, team, Position.MEMBER, TestOrganisations.FOUNDED));
            responses.accept(callbacks, team, person, DAY, false, i < 2 ? "60" : "9" + i);
        });
        close();
        organisation
                .as("officer")
                .post("/api/boards/" + persons + "/months/" + MONTH + "/publish")
                .then()
                .statusCode(200);
        String path = "/api/boards/" + persons + "/rankings/" + MONTH;
        organisation.as("officer").get(path).then().body("rows", hasSize(7));
        organisation.as("installer").get(path).then().body("rows.place", contains(1, 5, 6, 6));
        organisation.as("manager").get(path).then().body("rows.place", contains(1, 6, 6));
        organisation.as("inspector").get(path).then().statusCode(403);
    }

    @Test
    void refusesABoardThatMakesNoSense() {
        organisation
                .as("officer")
                .body(Map.of("code", "Bad Code", "subjectType", "STAFF", "unitType", "STORE", "minimumSample", 0))
                .post("/api/boards")
                .then()
                .statusCode(400)
                .body("errors.pointer", hasItem("/code"))
                .body("errors.pointer", hasItem("/unitType"))
                .body("errors.pointer", hasItem("/programmeKind"))
                .body("errors.pointer", hasItem("/minimumSample"));
        organisation
                .as("officer")
                .body(Map.of(
                        "code",
                        "stores",
                        "name",
                        Map.of("zh-CN", "又一个"),
                        "subjectType",
                        "STAFF",
                        "programmeKind",
                        "MYSTERY_VISIT"))
                .post("/api/boards")
                .then()
                .statusCode(409);
    }

    @Test
    void letsOnlyTheOfficePreviewCloseAndPublish() {
        for (String name : List.of("manager", "installer", "inspector", "viewer")) {
            organisation
                    .as(name)
                    .get("/api/boards/" + board + "/months/" + MONTH)
                    .then()
                    .statusCode(403);
            organisation
                    .as(name)
                    .post("/api/boards/" + board + "/months/" + MONTH + "/publish")
                    .then()
                    .statusCode(403);
            organisation.as(name).post("/api/months/" + MONTH + "/close").then().statusCode(403);
            organisation
                    .as(name)
                    .post("/api/rankings/recompute?month=" + MONTH)
                    .then()
                    .statusCode(403);
            organisation.as(name).get("/api/boards").then().statusCode(200);
        }
        organisation
                .as("reviewer")
                .post("/api/months/" + MONTH + "/close")
                .then()
                .statusCode(403);
        TestOrganisation other = organisations.create();
        other.as("officer")
                .get("/api/boards/" + board + "/months/" + MONTH)
                .then()
                .statusCode(404);
        other.as("officer").get("/api/boards").then().body("", hasSize(0));
    }

    @Test
    @DisplayName("ORG-1: a response stays with the branch the store belonged to on the service date")
    void attributesToTheTreeOfTheServiceDate() {
        String branches =
                board(Map.of("code", "branches", "subjectType", "UNIT", "unitType", "BRANCH", "minimumSample", 1));
        count(organisation.unit("store-1"), "90");
        UUID west = organisation.inTransaction(() -> {
            UUID made = units.create(new NewUnit(
                    "B-02",
                    "西区分公司",
                    UnitType.BRANCH,
                    null,
                    organisation.unit("company"),
                    TestOrganisations.FOUNDED,
                    null,
                    null,
                    null));
            units.move(organisation.unit("store-1"), made, LocalDate.of(2026, 10, 20));
            return made;
        });
        responses.accept(visits, organisation.unit("store-1"), null, LocalDate.of(2026, 10, 25), false, "50");
        organisation
                .as("officer")
                .get("/api/boards/" + branches + "/months/" + MONTH)
                .then()
                .body("preview.rows.find { it.subject.id == '" + west + "' }.score", equalTo("50.00"))
                .body("preview.rows.find { it.subject.name == '东区分公司' }.score", equalTo("90.00"));
        assertThat(west).isNotNull();
    }

    private void count(UUID unit, String... scores) {
        responses.accept(visits, unit, null, DAY, false, scores);
    }

    private void close() {
        organisation
                .as("officer")
                .post("/api/months/" + MONTH + "/close")
                .then()
                .statusCode(200);
    }

    private ValidatableResponse publish(String reason) {
        return organisation
                .as("officer")
                .body(reason == null ? "{}" : "{\"reason\": \"" + reason + "\"}")
                .post("/api/boards/" + board + "/months/" + MONTH + "/publish")
                .then();
    }

    private ValidatableResponse ranking(String reader, String query) {
        return organisation
                .as(reader)
                .get("/api/boards/" + board + "/rankings/" + MONTH + query)
                .then()
                .statusCode(200);
    }

    private String board(Map<String, Object> properties) {
        Map<String, Object> body = new java.util.HashMap<>(
                Map.of("name", Map.of("zh-CN", "榜单", "en", "Board"), "programmeKind", "MYSTERY_VISIT"));
        body.putAll(properties);
        return organisation
                .as("officer")
                .body(body)
                .post("/api/boards")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }
}
