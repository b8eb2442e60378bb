package io.plumbline.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.fieldwork.ProgrammeKind;
import io.plumbline.organisation.StoreKind;
import io.plumbline.ranking.TestResponses.Programme;
import io.plumbline.testing.TestOrganisation;
import io.plumbline.testing.TestOrganisations;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
class MyPlaceTest {
    private static final LocalDate DAY = LocalDate.of(2026, 10, 15);
    private static final String MONTH = "2026-10";
    /** Times of the office's own acts, which say nothing of a visit. */
    private static final Set<String> OFFICE_TIMES = Set.of("publishedAt", "createdAt");

    private static final Pattern TIME = Pattern.compile("\\d\\d:\\d\\d");

    @Inject
    TestOrganisations organisations;

    @Inject
    TestResponses responses;

    private TestOrganisation organisation;
    private Programme visits;
    private List<UUID> own;

    @BeforeEach
    void publishAMonth() {
        organisation = organisations.create();
        visits = responses.programme(organisation, ProgrammeKind.MYSTERY_VISIT);
        UUID leader = responses.store(organisation, "A", StoreKind.OWN);
        LocalDate before = DAY.minusMonths(1);
        board("own-stores", Map.of("subjectType", "UNIT", "unitType", "STORE", "storeKind", "OWN", "minimumSample", 2));
        board("all-stores", Map.of("subjectType", "UNIT", "unitType", "STORE", "minimumSample", 2, "sortOrder", 9));
        responses.accept(visits, organisation.unit("store-1"), null, before, false, "95", "95");
        responses.accept(visits, leader, null, before, false, "85", "85");
        own = responses.accept(visits, organisation.unit("store-1"), null, DAY, false, "90", "80");
        responses.accept(visits, leader, null, DAY, false, "85.42", "85.42");
        responses.accept(visits, organisation.unit("store-2"), null, DAY, false, "100", "100");
        for (String month : List.of("2026-09", MONTH)) {
            organisation
                    .as("officer")
                    .post("/api/months/" + month + "/close")
                    .then()
                    .statusCode(200);
            for (String board : boards()) {
                organisation
                        .as("officer")
                        .post("/api/boards/" + board + "/months/" + month + "/publish")
                        .then()
                        .statusCode(200);
            }
        }
    }

    @Test
    @DisplayName("RNK-6: place, movement, distance, sections, factors, trend, costs and the visits behind")
    void showsTheOwnPlaceAndWhatItRestsOn() {
        organisation
                .as("manager")
                .get("/api/my-place")
                .then()
                .statusCode(200)
                .body("subject.id", equalTo(organisation.unit("store-1").toString()))
                .body("subject.storeKind", equalTo("OWN"))
                .body("month", equalTo(MONTH))
                .body("boards.board.code", contains("own-stores", "all-stores"))
                .body("boards.place", contains(2, 3))
                .body("boards.of", contains(2, 3))
                .body("boards.previousPlace", contains(1, 1))
                .body("boards.movement", contains(-1, -2))
                .body("boards[0].state", equalTo("PUBLISHED"))
                .body("boards[0].score", equalTo("85.00"))
                .body("boards[0].toNextPlace.points", equalTo("0.42"))
                .body("boards[0].toNextPlace.place", equalTo(1))
                .body("trend", hasSize(12))
                .body("trend[11].place", equalTo(2))
                .body("trend[10].score", equalTo("95.00"))
                .body("trend[0].score", nullValue())
                .body("sections[0].title.'zh-CN'", equalTo("厅内环境"))
                .body("sections[0].score", equalTo("85.00"))
                .body("sections[0].previous", equalTo("95.00"))
                .body("factors[0].key", equalTo("staff"))
                .body("costliest[0].item", equalTo("queue"))
                .body("costliest[0].lostPoints", equalTo("30.00"))
                .body("costliest[0].times", equalTo(2))
                .body("costliest[0].visits", hasSize(2))
                .body("visits", hasSize(2))
                .body("visits[0].serviceOn", equalTo("2026-10-15"))
                .body("live", nullValue());
    }

    @Test
    @DisplayName("RNK-4: an open month has a value so far and no place")
    void showsTheValueSoFarWhenTheMonthIsOpen() {
        String month =
                java.time.YearMonth.now(java.time.ZoneId.of("Asia/Shanghai")).toString();
        LocalDate today = LocalDate.now(java.time.ZoneId.of("Asia/Shanghai"));
        responses.accept(visits, organisation.unit("store-1"), null, today, false, "70", "71");
        organisation
                .as("manager")
                .get("/api/my-place?month=" + month)
                .then()
                .body("boards[0].state", equalTo("OPEN"))
                .body("boards[0].place", nullValue())
                .body("live.score", equalTo("70.50"))
                .body("live.responses", equalTo(2));
    }

    @Test
    void isConfinedToTheOwnUnit() {
        String other = organisation.unit("store-2").toString();
        organisation.as("manager").get("/api/my-place?unit=" + other).then().statusCode(403);
        organisation.as("manager-2").get("/api/my-place").then().body("subject.id", equalTo(other));
        organisation.as("officer").get("/api/my-place?unit=" + other).then().body("subject.id", equalTo(other));
        organisation.as("officer").get("/api/my-place").then().statusCode(400);
        organisation.as("inspector").get("/api/my-place").then().statusCode(403);
        organisation.as("manager").get("/api/my-place?month=October").then().statusCode(400);
        TestOrganisation stranger = organisations.create();
        stranger.as("officer").get("/api/my-place?unit=" + other).then().statusCode(404);
        stranger.as("manager").get("/api/my-place?unit=" + other).then().statusCode(404);
    }

    @Test
    void showsAnInstallerTheOwnPerson() {
        Programme callbacks = responses.programme(organisation, ProgrammeKind.INSTALLER_CALLBACK);
        board("installers", Map.of("subjectType", "STAFF", "programmeKind", "INSTALLER_CALLBACK", "minimumSample", 1));
        responses.accept(callbacks, organisation.unit("team"), organisation.staff("installer"), DAY, false, "88");
        organisation
                .as("installer")
                .get("/api/my-place?month=" + MONTH)
                .then()
                .body("subject.type", equalTo("STAFF"))
                .body("subject.name", equalTo("张装维"))
                .body("boards[0].state", equalTo("CLOSED"))
                .body("boards[0].score", equalTo("88.00"))
                .body("visits", hasSize(1));
    }

    @Test
    @DisplayName("FLD-3: nothing a manager can read tells who visited, with what, or when beyond the date")
    void tellsNothingOfTheVisitor() throws Exception {
        List<String> forbidden = new ArrayList<>();
        TestOrganisation.Person shopper = organisation.person("inspector");
        forbidden.addAll(List.of(shopper.id().toString(), shopper.signInName(), "测试 inspector"));
        own.forEach(visit -> forbidden.add(visit.toString()));
        List<String> addresses = new ArrayList<>(List.of("/api/my-place", "/api/boards", "/api/months"));
        boards().forEach(board -> addresses.addAll(
                List.of("/api/boards/" + board + "/rankings", "/api/boards/" + board + "/rankings/" + MONTH)));
        for (String address : addresses) {
            JsonNode body = new ObjectMapper()
                    .readTree(organisation
                            .as("manager")
                            .get(address)
                            .then()
                            .statusCode(200)
                            .extract()
                            .asString());
            for (String value : forbidden) {
                assertThat(body.toString()).as(address).doesNotContain(value);
            }
            times(address, body);
        }
    }

    @Test
    @DisplayName("FLD-3: a visit is opened by its public id, by those it counts for")
    void opensAVisitForThoseItCountsForAlone() throws Exception {
        String visit =
                organisation.as("manager").get("/api/my-place").then().extract().path("visits[0].visit");
        String body = organisation
                .as("manager")
                .get("/api/my-place/visits/" + visit)
                .then()
                .statusCode(200)
                .body("visit", equalTo(visit))
                .body("serviceOn", equalTo("2026-10-15"))
                .body("checklist.sections", hasSize(1))
                .extract()
                .asString();
        assertThat(body).doesNotContain(organisation.person("inspector").id().toString());
        own.forEach(id -> assertThat(body).doesNotContain(id.toString()));
        times("visit", new ObjectMapper().readTree(body));
        organisation.as("officer").get("/api/my-place/visits/" + visit).then().statusCode(200);
        organisation.as("manager-2").get("/api/my-place/visits/" + visit).then().statusCode(404);
        organisation.as("installer").get("/api/my-place/visits/" + visit).then().statusCode(404);
        organisation.as("inspector").get("/api/my-place/visits/" + visit).then().statusCode(403);
        organisation
                .as("manager")
                .get("/api/my-place/visits/" + own.get(0))
                .then()
                .statusCode(404);
        organisations
                .create()
                .as("officer")
                .get("/api/my-place/visits/" + visit)
                .then()
                .statusCode(404);
    }

    private static void times(String path, JsonNode node) {
        node.properties().forEach(field -> {
            if (!OFFICE_TIMES.contains(field.getKey()) && !field.getKey().equals("closedAt")) {
                times(path + "/" + field.getKey(), field.getValue());
            }
        });
        if (node.isArray()) {
            node.forEach(element -> times(path + "/*", element));
        }
        assertThat(node.isTextual() && TIME.matcher(node.textValue()).find())
                .as(path)
                .isFalse();
    }

    private List<String> boards() {
        return organisation.as("officer").get("/api/boards").then().extract().path("id");
    }

    private void board(String code, Map<String, Object> properties) {
        Map<String, Object> body = new java.util.HashMap<>(
                Map.of("code", code, "name", Map.of("zh-CN", code), "programmeKind", "MYSTERY_VISIT"));
        body.putAll(properties);
        organisation.as("officer").body(body).post("/api/boards").then().statusCode(201);
    }
}
