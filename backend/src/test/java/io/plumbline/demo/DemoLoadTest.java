package io.plumbline.demo;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.demo.plan.DemoCalendar;
import io.plumbline.platform.testing.MutableClock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
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

    @Inject
    DemoConfig config;

    @Inject
    MutableClock clock;

    @ConfigProperty(name = "plumbline.data-dir")
    Path dataDirectory;

    private final Map<String, String> tokens = new HashMap<>();

    @BeforeEach
    void loadOnce() throws ExecutionException, InterruptedException, IOException {
        if (!loaded) {
            int[] steps = {0};
            Files.deleteIfExists(dataDirectory.resolve("demo-password.txt"));
            inAnotherThread(() -> loader.load(() -> steps[0]++ < STEPS_BEFORE_THE_STOP));
            // kept although nobody asked for it before
            assertThat(dataDirectory.resolve("demo-password.txt")).hasContent(password.getOrDraw());
            hasWorkForTodayWhileThePastIsLoaded();
            refusesToGoOnWith(new Wanted(config.seed() + 1, config.scale()));
            refusesToGoOnWith(new Wanted(config.seed(), 1));
            inAnotherThread(() -> loader.load(() -> true));
            inAnotherThread(() -> loader.load(() -> true));
            loaded = true;
        }
    }

    private void hasWorkForTodayWhileThePastIsLoaded() {
        assertThat(workOn(LocalDate.now(DemoLoader.ZONE), "inspector@demo")).hasSize(6);
        assertThat(workOn(LocalDate.now(DemoLoader.ZONE), "installer@demo")).hasSize(4);
    }

    private void refusesToGoOnWith(DemoConfig other) {
        assertThatThrownBy(() -> inAnotherThread(() -> loader.load(other, () -> true)))
                .hasRootCauseInstanceOf(DemoRefusedException.class)
                .hasMessageContaining("plumbline.demo.seed")
                .hasMessageContaining("plumbline.demo.scale");
    }

    @Test
    void publishesEveryBoardOfEveryPastMonthAlsoAtASmallScale() {
        YearMonth lastMonth = lastMonth();
        for (Map<String, Object> board : boards()) {
            for (int back = 0; back < DemoCalendar.FULL_PAST; back++) {
                JsonPath ranking = ranking(board, lastMonth.minusMonths(back));
                assertThat(ranking.getList("rows"))
                        .as("%s, %d months back", board.get("code"), back)
                        .isNotEmpty();
            }
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
        assertThat(place.getList("trend")).hasSizeGreaterThanOrEqualTo(DemoCalendar.FULL_PAST);
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
    void givesWorkForTodayAndOnALaterDayAgain() throws ExecutionException, InterruptedException {
        LocalDate today = LocalDate.now(DemoLoader.ZONE);
        assertThat(workOn(today, "inspector@demo")).hasSize(6);
        assertThat(workOn(today, "installer@demo")).hasSize(4);

        LocalDate later = today.plusDays(40);
        clock.advance(Duration.ofDays(40));
        try {
            inAnotherThread(() -> loader.load(() -> true));
            inAnotherThread(() -> loader.load(() -> true));
        } finally {
            clock.reset();
        }
        assertThat(workOn(later, "inspector@demo")).hasSize(6);
        assertThat(workOn(later, "inspector2@demo")).hasSize(3);
        assertThat(workOn(later, "installer@demo")).hasSize(4);
        assertThat(workOn(today, "inspector@demo")).hasSize(6);
    }

    @Test
    void givesTheAccountsANewPasswordWhenTheirsWasLost() throws Exception {
        String lost = password.getOrDraw();
        Files.delete(dataDirectory.resolve("demo-password.txt"));

        inAnotherThread(() -> loader.load(() -> true));

        assertThat(password.getOrDraw()).isNotEqualTo(lost);
        assertThat(dataDirectory.resolve("demo-password.txt")).hasContent(password.getOrDraw());
        assertThat(statusOfSignIn("viewer@demo", password.getOrDraw())).isEqualTo(200);
        assertThat(statusOfSignIn("leader@demo", password.getOrDraw())).isEqualTo(200);
        assertThat(statusOfSignIn("viewer@demo", lost)).isEqualTo(401);
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

    private List<Map<String, Object>> workOn(LocalDate day, String account) {
        return items(account, "/api/assignments/mine?state=ASSIGNED&limit=100").stream()
                .filter(work -> !day.isBefore(date(work, "windowFrom")) && !day.isAfter(date(work, "windowTo")))
                .toList();
    }

    private static LocalDate date(Map<String, Object> work, String name) {
        return LocalDate.parse(work.get(name).toString());
    }

    private static int statusOfSignIn(String account, String password) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("signInName", account, "password", password))
                .post("/api/auth/sign-in")
                .statusCode();
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

    /** What another start asks for. */
    private record Wanted(long seed, double scale) implements DemoConfig {
        @Override
        public boolean enabled() {
            return true;
        }

        @Override
        public Optional<String> password() {
            return Optional.empty();
        }
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
