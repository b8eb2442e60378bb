package io.plumbline.demo.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.organisation.Position;
import io.plumbline.organisation.StoreKind;
import io.plumbline.organisation.UnitType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DemoPlanTest {
    private static final long SEED = 20260;
    private static final DemoCalendar CALENDAR =
            new DemoCalendar(Instant.parse("2026-11-22T02:00:00Z"), ZoneId.of("Asia/Shanghai"), DemoCalendar.FULL_PAST);

    private final OrganisationPlan organisation = OrganisationPlanner.plan(SEED, CALENDAR);

    @Test
    void hasTheUnitsOfACityCompany() {
        assertThat(countOf(UnitType.COMPANY)).isEqualTo(1);
        assertThat(countOf(UnitType.MARKETING_CENTRE)).isEqualTo(4);
        assertThat(countOf(UnitType.BRANCH)).isEqualTo(23);
        assertThat(countOf(UnitType.STORE)).isEqualTo(60);
        assertThat(countOf(UnitType.TEAM)).isEqualTo(80);
        assertThat(organisation.units())
                .filteredOn(unit -> unit.storeKind() == StoreKind.OWN)
                .hasSize(28);
        assertThat(organisation.staff()).hasSize(600);
    }

    @Test
    void namesEveryUnitAndPersonOnce() {
        assertThat(organisation.units()).extracting(PlannedUnit::code).doesNotHaveDuplicates();
        assertThat(organisation.units()).extracting(PlannedUnit::name).doesNotHaveDuplicates();
        assertThat(organisation.staff()).extracting(PlannedStaff::code).doesNotHaveDuplicates();
        assertThat(organisation.staff()).extracting(PlannedStaff::name).doesNotHaveDuplicates();
        assertThat(organisation.accounts())
                .extracting(PlannedAccount::signInName)
                .doesNotHaveDuplicates();
    }

    @Test
    void plansParentsBeforeChildrenAndStaffAtUnitsThatExist() {
        List<String> seen = new ArrayList<>();
        for (PlannedUnit unit : organisation.units()) {
            if (unit.parent() != null) {
                assertThat(seen).contains(unit.parent());
            }
            seen.add(unit.code());
        }
        assertThat(organisation.staff()).allMatch(person -> seen.contains(person.unit()));
    }

    @Test
    void givesEveryStoreOneManagerAndEveryTeamOneLeader() {
        assertThat(organisation.staff())
                .filteredOn(person -> person.position() == Position.STORE_MANAGER)
                .extracting(PlannedStaff::unit)
                .hasSize(60)
                .doesNotHaveDuplicates();
        assertThat(organisation.staff())
                .filteredOn(person -> person.position() == Position.TEAM_LEADER)
                .extracting(PlannedStaff::unit)
                .hasSize(80)
                .doesNotHaveDuplicates();
    }

    @Test
    void plansTheSameFromTheSameSeed() {
        assertThat(digest(SEED)).isEqualTo(digest(SEED));
    }

    @Test
    void plansOtherThingsFromAnotherSeed() {
        assertThat(digest(SEED)).isNotEqualTo(digest(SEED + 1));
    }

    @Test
    void visitsMostStoresOftenEnoughToBeRankedAndAFewTooSeldom() {
        YearMonth lastMonth = CALENDAR.currentMonth().minusMonths(1);
        Map<String, Long> visits = visits().stream()
                .filter(visit ->
                        visit.kind() == VisitKind.MYSTERY_VISIT && visit.month().equals(lastMonth))
                .collect(Collectors.groupingBy(PlannedVisit::unit, Collectors.counting()));
        assertThat(visits).hasSize(60);
        assertThat(visits.values().stream().filter(count -> count >= 5).count()).isGreaterThanOrEqualTo(55);
        assertThat(visits.values().stream().filter(count -> count < 5).count()).isPositive();
    }

    @Test
    void endsYesterday() {
        assertThat(visits())
                .allMatch(visit -> visit.startedAt().toLocalDate().isBefore(CALENDAR.today()))
                .anyMatch(visit ->
                        visit.startedAt().toLocalDate().isAfter(CALENDAR.today().minusDays(4)));
    }

    @Test
    void sendsNoShopperTwiceToAStoreWithinNinetyDays() {
        Map<String, LocalDate> last = new HashMap<>();
        long tooSoon = visits().stream()
                .filter(visit -> visit.kind() == VisitKind.MYSTERY_VISIT)
                .sorted(Comparator.comparing(PlannedVisit::startedAt))
                .filter(visit -> {
                    LocalDate day = visit.startedAt().toLocalDate();
                    LocalDate before = last.put(visit.unit() + visit.assignee(), day);
                    return before != null && ChronoUnit.DAYS.between(before, day) < 90;
                })
                .count();
        assertThat(tooSoon).isZero();
    }

    @Test
    void keepsTheStoresWithAStoryInASmallDemo() {
        VisitPlanner planner = new VisitPlanner(SEED, CALENDAR, organisation, 0.01);
        assertThat(planner.month(CALENDAR.currentMonth().minusMonths(1)))
                .extracting(PlannedVisit::unit)
                .contains(OrganisationPlanner.MANAGERS_STORE, OrganisationPlanner.SECOND_MANAGERS_STORE, "S2201");
    }

    private long countOf(UnitType type) {
        return organisation.units().stream().filter(unit -> unit.type() == type).count();
    }

    private List<PlannedVisit> visits() {
        VisitPlanner planner = new VisitPlanner(SEED, CALENDAR, organisation, 1);
        return CALENDAR.months().stream()
                .flatMap(month -> planner.month(month).stream())
                .toList();
    }

    private static String digest(long seed) {
        OrganisationPlan plan = OrganisationPlanner.plan(seed, CALENDAR);
        VisitPlanner planner = new VisitPlanner(seed, CALENDAR, plan, 1);
        StringBuilder text = new StringBuilder(plan.toString());
        CALENDAR.months().forEach(month -> text.append(planner.month(month)));
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
