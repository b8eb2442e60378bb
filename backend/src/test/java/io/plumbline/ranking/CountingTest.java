package io.plumbline.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.plumbline.fieldwork.ProgrammeKind;
import io.plumbline.organisation.StoreKind;
import io.plumbline.organisation.UnitType;
import io.plumbline.ranking.TestResponses.Programme;
import io.plumbline.ranking.rules.Placed;
import io.plumbline.ranking.rules.Places;
import io.plumbline.ranking.rules.Standing;
import io.plumbline.testing.TestOrganisation;
import io.plumbline.testing.TestOrganisations;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
class CountingTest {
    private static final LocalDate DAY = LocalDate.of(2026, 10, 15);
    private static final YearMonth MONTH = YearMonth.from(DAY);

    private final long seed = Long.getLong("seed", 20_261_122L);

    @Inject
    TestOrganisations organisations;

    @Inject
    TestResponses responses;

    @Inject
    VisitCounter counter;

    @Inject
    Recomputation recomputation;

    @Inject
    MonthService months;

    @Inject
    MonthClosingJob closing;

    @Inject
    RankingService rankings;

    @Inject
    BoardService boards;

    @Inject
    Jdbi jdbi;

    private TestOrganisation organisation;
    private Programme visits;

    @BeforeEach
    void makeProgramme() {
        organisation = organisations.create();
        visits = responses.programme(organisation, ProgrammeKind.MYSTERY_VISIT);
    }

    @Test
    @DisplayName("RNK-7: running aggregates equal recomputing, whatever was accepted, amended and voided")
    void equalsRecomputingAfterRandomChanges() {
        Random random = new Random(seed);
        List<UUID> stores = stores(4);
        record Counted(UUID visit, UUID store) {}
        List<Counted> counted = new ArrayList<>();
        Map<UUID, Map<UUID, BigDecimal>> model = new HashMap<>();
        for (int step = 0; step < 60; step++) {
            String score = score(random);
            int choice = random.nextInt(4);
            if (choice >= 2 || counted.isEmpty()) {
                UUID store = stores.get(random.nextInt(stores.size()));
                UUID visit =
                        responses.accept(visits, store, null, DAY, false, score).get(0);
                counted.add(new Counted(visit, store));
                model.computeIfAbsent(store, id -> new HashMap<>()).put(visit, new BigDecimal(score));
            } else if (choice == 1) {
                Counted one = counted.get(random.nextInt(counted.size()));
                responses.amend(visits, one.visit(), one.store(), null, DAY, score);
                model.get(one.store()).put(one.visit(), new BigDecimal(score));
            } else {
                Counted one = counted.remove(random.nextInt(counted.size()));
                organisation.inTransaction(() -> {
                    counter.remove(one.visit(), MONTH);
                    return one;
                });
                model.get(one.store()).remove(one.visit());
            }
        }
        UUID board = board(1);
        List<Placed> expected = Places.of(standings(model), 1);
        RankingViews.BoardMonth preview = organisation.inTransaction(() -> rankings.preview(board, MONTH));
        assertThat(preview.preview().rows()).as("seed %d", seed).hasSameSizeAs(expected);
        for (Placed placed : expected) {
            RankingViews.Row row = preview.preview().rows().stream()
                    .filter(one -> one.subject().id().equals(placed.standing().subject()))
                    .findFirst()
                    .orElseThrow();
            assertThat(row.place()).as("seed %d", seed).isEqualTo(placed.place());
            assertThat(row.score())
                    .as("seed %d", seed)
                    .isEqualTo(placed.standing().score().toPlainString());
            assertThat(row.responses())
                    .as("seed %d", seed)
                    .isEqualTo(placed.standing().responses());
        }
        Recomputation.Outcome outcome = recompute();
        assertThat(outcome.changed()).as("seed %d", seed).isZero();
        assertThat(outcome.checked()).isPositive();
    }

    @Test
    void countsAVisitOnceWhenItIsAcceptedTwice() {
        UUID visit = responses
                .accept(visits, organisation.unit("store-1"), null, DAY, false, "80")
                .get(0);
        responses.amend(visits, visit, organisation.unit("store-1"), null, DAY, "80");
        assertThat(total(organisation.unit("store-1"))).isEqualTo("1 80.00");
        assertThat(total(organisation.unit("company"))).isEqualTo("1 80.00");
    }

    @Test
    void isPutRightByRecomputingWhenAnAggregateWasDamaged() {
        responses.accept(visits, organisation.unit("store-1"), organisation.staff("clerk"), DAY, false, "80", "90");
        organisation.inTransaction(() -> jdbi.withHandle(handle -> handle.execute(
                "update month_aggregates set score_sum = score_sum + 1 where subject_id = ? and dimension = 'TOTAL'",
                organisation.unit("branch"))));
        organisation.inTransaction(() -> jdbi.withHandle(handle ->
                handle.execute("delete from month_aggregates where subject_type = 'STAFF' and dimension = 'FACTOR'")));
        organisation
                .as("officer")
                .post("/api/rankings/recompute?month=2026-10")
                .then()
                .statusCode(200)
                .body("changed", equalTo(2));
        assertThat(recompute().changed()).isZero();
        assertThat(total(organisation.unit("branch"))).isEqualTo("2 170.00");
        organisation.as("officer").post("/api/rankings/recompute").then().statusCode(400);
    }

    @Test
    void losesNothingWhenManyAcceptAtATimeAndABoardIsPublished() throws Exception {
        List<UUID> stores = stores(3);
        UUID board = board(1);
        organisation.inTransaction(() -> months.close(MONTH, false, null));
        ExecutorService threads = Executors.newFixedThreadPool(5);
        List<Future<?>> running = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            Random random = new Random(seed + thread);
            running.add(threads.submit((Callable<Void>) () -> {
                for (int i = 0; i < 15; i++) {
                    responses.accept(
                            visits, stores.get(random.nextInt(stores.size())), null, DAY, false, score(random));
                }
                return null;
            }));
        }
        running.add(threads.submit((Callable<Void>) () -> {
            organisation.inTransaction(() -> rankings.publish(board, MONTH, null, null));
            return null;
        }));
        for (Future<?> one : running) {
            one.get();
        }
        threads.shutdown();
        assertThat(total(organisation.unit("company"))).startsWith("60 ");
        assertThat(recompute().changed()).isZero();
        long shown = organisation.inTransaction(() -> rankings.preview(board, MONTH)).preview().rows().stream()
                .mapToLong(RankingViews.Row::responses)
                .sum();
        assertThat(shown).isEqualTo(60);
    }

    @Test
    @DisplayName("RNK-4: the calendar closes the month that is due, once")
    void closesByTheCalendar() {
        YearMonth previous = YearMonth.now(java.time.ZoneId.of("Asia/Shanghai")).minusMonths(1);
        YearMonth older = previous.minusMonths(2);
        responses.accept(visits, organisation.unit("store-1"), null, older.atDay(3), false, "80");
        closing.close(organisation.id());
        List<MonthView> views = organisation.inTransaction(months::list);
        int today = LocalDate.now(java.time.ZoneId.of("Asia/Shanghai")).getDayOfMonth();
        assertThat(state(views, older)).isEqualTo(MonthState.CLOSED);
        assertThat(state(views, previous)).isEqualTo(today >= 5 ? MonthState.CLOSED : MonthState.OPEN);
        assertThat(state(views, previous.plusMonths(1))).isEqualTo(MonthState.OPEN);
        closing.close(organisation.id());
        assertThat(organisation.inTransaction(months::list)).isEqualTo(views);
    }

    private static MonthState state(List<MonthView> views, YearMonth month) {
        return views.stream()
                .filter(view -> view.month().equals(month.toString()))
                .findFirst()
                .orElseThrow()
                .state();
    }

    private Recomputation.Outcome recompute() {
        return organisation.inTransaction(() -> recomputation.recompute(MONTH));
    }

    private String total(UUID unit) {
        return organisation.inTransaction(() -> jdbi.withHandle(handle ->
                handle.createQuery("""
                        select responses || ' ' || score_sum from month_aggregates
                        where subject_id = :unit
                          and dimension = 'TOTAL'""").bind("unit", unit).mapTo(String.class).one()));
    }

    private UUID board(int minimum) {
        return organisation.inTransaction(() -> boards.create(new NewBoard(
                        "stores",
                        com.fasterxml.jackson.databind.node.JsonNodeFactory.instance
                                .objectNode()
                                .put("zh-CN", "榜单"),
                        SubjectType.UNIT,
                        UnitType.STORE,
                        null,
                        ProgrammeKind.MYSTERY_VISIT,
                        minimum,
                        null,
                        null,
                        null))
                .id());
    }

    private List<UUID> stores(int count) {
        List<UUID> stores = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            stores.add(responses.store(organisation, "X" + i, StoreKind.OWN));
        }
        return stores;
    }

    private static String score(Random random) {
        return BigDecimal.valueOf(random.nextInt(8000, 8004), 2).toPlainString();
    }

    private static List<Standing> standings(Map<UUID, Map<UUID, BigDecimal>> model) {
        List<Standing> standings = new ArrayList<>();
        model.forEach((store, scores) -> {
            if (!scores.isEmpty()) {
                BigDecimal sum = scores.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
                BigDecimal mean = sum.divide(BigDecimal.valueOf(scores.size()), 2, RoundingMode.HALF_UP);
                standings.add(new Standing(store, store.toString(), mean, scores.size()));
            }
        });
        return standings;
    }
}
