package io.plumbline.demo;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Loads a small demo, stopped once on the way, and looks at it as its people would. */
@QuarkusTest
class DemoLoadTest {
    private static final int STEPS_BEFORE_THE_STOP = 12;
    private static boolean loaded;

    @Inject
    DemoLoader loader;

    @Inject
    DemoPassword password;

    private final Map<String, String> tokens = new HashMap<>();

    @BeforeEach
    void loadOnce() throws ExecutionException, InterruptedException {
        if (!loaded) {
            int[] steps = {0};
            inAnotherThread(() -> loader.load(() -> steps[0]++ < STEPS_BEFORE_THE_STOP));
            inAnotherThread(() -> loader.load(() -> true));
            inAnotherThread(() -> loader.load(() -> true));
            loaded = true;
        }
    }

    @Test
    void publishesEveryBoardOfEveryPastMonth() {
        YearMonth lastMonth = lastMonth();
        for (Map<String, Object> board : boards()) {
            JsonPath ranking = ranking(board, lastMonth);
            assertThat(ranking.getList("rows")).as("%s", board.get("code")).isNotEmpty();
        }
    }

    @Test
    void letsTwinsShareAPlaceAndSkipsTheNext() {
        List<Integer> places = places("stores-own");
        List<Integer> shared =
                places.stream()
                        .collect(Collectors.groupingBy(place -> place, Collectors.counting()))
                        .entrySet()
                        .stream()
                        .filter(entry -> entry.getValue() > 1)
                        .map(Map.Entry::getKey)
                        .toList();

        assertThat(shared).isNotEmpty();
        assertThat(places).doesNotContain(shared.get(0) + 1);
    }

    @Test
    void listsAStoreWithFewVisitsWithoutAPlace() {
        JsonPath ranking = ranking(board("stores-franchise"), lastMonth());

        assertThat(ranking.getList("rows.findAll { it.place == null }.responses", Integer.class))
                .isNotEmpty()
                .allMatch(responses -> responses < 5);
    }

    @Test
    void revisesAMonthForAVisitThatArrivedLate() {
        String board = board("stores-own").get("id").toString();
        List<Integer> revisions = as("officer@demo")
                .get("/api/boards/" + board + "/rankings")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("revision", Integer.class);

        assertThat(revisions).contains(2);
    }

    @Test
    void showsAManagerThePlaceAndTheTrend() {
        JsonPath place = as("manager@demo")
                .get("/api/my-place?month=" + lastMonth())
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        assertThat(place.getString("boards[0].state")).isEqualTo("PUBLISHED");
        assertThat(place.getInt("boards[0].responses")).isGreaterThanOrEqualTo(5);
        assertThat(place.getList("trend")).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void leavesSomethingForEveryOfficeList() {
        assertThat(items("officer@demo", "/api/sync-issues?status=HELD")).isNotEmpty();
        assertThat(items("officer@demo", "/api/sync-issues?status=PARKED")).isNotEmpty();
        assertThat(items("officer@demo", "/api/conflicts?state=OPEN")).isNotEmpty();
        assertThat(items("reviewer@demo", "/api/visits?state=SUBMITTED")).isNotEmpty();
        assertThat(items("reviewer@demo", "/api/visits?state=RETURNED")).isNotEmpty();
    }

    @Test
    void givesWorkForToday() {
        assertThat(items("inspector@demo", "/api/assignments/mine?state=ASSIGNED"))
                .hasSize(6);
        assertThat(items("installer@demo", "/api/assignments/mine?state=ASSIGNED"))
                .hasSize(4);
    }

    @Test
    void findsNothingToChangeWhenRecomputed() {
        YearMonth current = lastMonth().plusMonths(1);
        for (YearMonth month : List.of(current.minusMonths(2), current.minusMonths(1), current)) {
            JsonPath outcome = as("officer@demo")
                    .post("/api/rankings/recompute?month=" + month)
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            assertThat(outcome.getInt("changed")).isZero();
            assertThat(outcome.getInt("checked")).isPositive();
        }
    }

    private List<Integer> places(String board) {
        return ranking(board(board), lastMonth()).getList("rows.findAll { it.place != null }.place", Integer.class);
    }

    private JsonPath ranking(Map<String, Object> board, YearMonth month) {
        return as("officer@demo")
                .get("/api/boards/" + board.get("id") + "/rankings/" + month)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private Map<String, Object> board(String code) {
        return boards().stream()
                .filter(board -> board.get("code").equals(code))
                .findFirst()
                .orElseThrow();
    }

    private List<Map<String, Object>> boards() {
        return list(as("officer@demo")
                .get("/api/boards")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath());
    }

    private List<Map<String, Object>> items(String account, String path) {
        return list(as(account).get(path).then().statusCode(200).extract().jsonPath());
    }

    private static List<Map<String, Object>> list(JsonPath body) {
        return body.get() instanceof List ? body.getList("") : body.getList("items");
    }

    private static YearMonth lastMonth() {
        return YearMonth.now(java.time.ZoneId.of("Asia/Shanghai")).minusMonths(1);
    }

    private RequestSpecification as(String account) {
        String token = tokens.computeIfAbsent(account, this::signIn);
        return given().header("Authorization", "Bearer " + token).contentType(ContentType.JSON);
    }

    private String signIn(String account) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("signInName", account, "password", password.getOrDraw()))
                .post("/api/auth/sign-in")
                .then()
                .statusCode(200)
                .extract()
                .path("accessToken");
    }

    private static void inAnotherThread(Runnable work) throws ExecutionException, InterruptedException {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                work.run();
                done.complete(null);
            } catch (RuntimeException | Error failure) {
                done.completeExceptionally(failure);
            }
        });
        thread.setContextClassLoader(loader);
        thread.start();
        done.get();
    }
}
