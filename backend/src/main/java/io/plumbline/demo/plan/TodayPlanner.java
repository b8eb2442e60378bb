package io.plumbline.demo.plan;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;

/**
 * Plans what the accounts of the demo find when they sign in: work for today, and one of each thing that an office has
 * to look after.
 */
public final class TodayPlanner {
    private static final String INSPECTOR = "inspector@demo";
    private static final String SECOND_INSPECTOR = "inspector2@demo";
    private static final String INSTALLER = "installer@demo";
    private static final List<String> INSPECTORS_STORES = List.of(
            OrganisationPlanner.MANAGERS_STORE,
            "S0101",
            "S0401",
            OrganisationPlanner.SECOND_MANAGERS_STORE,
            "S1201",
            "S0501");
    private static final List<String> SECOND_INSPECTORS_STORES = List.of("S0303", "S1301", "S1902");
    private static final int INSTALLERS_CALLBACKS = 4;
    private static final int DAYS_LEFT = 6;

    private final long seed;
    private final DemoCalendar calendar;
    private final String installer;

    public TodayPlanner(long seed, DemoCalendar calendar, OrganisationPlan organisation) {
        this.seed = seed;
        this.calendar = calendar;
        this.installer = organisation.accounts().stream()
                .filter(account -> account.signInName().equals(INSTALLER))
                .map(PlannedAccount::staff)
                .findFirst()
                .orElseThrow();
    }

    /** Visits of the last day or two that did not go smoothly; part of the current month. */
    public List<PlannedVisit> troubles() {
        return List.of(
                trouble("S0102", INSPECTOR, 10, Fate.RETURNED),
                trouble("S0502", SECOND_INSPECTOR, 10, Fate.HELD),
                trouble("S1901", SECOND_INSPECTOR, 14, Fate.PARKED),
                trouble("S1302", SECOND_INSPECTOR, 16, Fate.DISPUTED));
    }

    /** What is to be done today and in the days to come. */
    public List<PlannedVisit> open() {
        List<PlannedVisit> open = new ArrayList<>();
        for (String store : INSPECTORS_STORES) {
            open.add(visit(store, INSPECTOR, calendar.today().atTime(10, 0), Fate.OPEN));
        }
        for (String store : SECOND_INSPECTORS_STORES) {
            open.add(visit(store, SECOND_INSPECTOR, calendar.today().atTime(10, 0), Fate.OPEN));
        }
        for (int i = 0; i < INSTALLERS_CALLBACKS; i++) {
            open.add(callback(i));
        }
        return open;
    }

    private PlannedVisit trouble(String store, String assignee, int hour, Fate fate) {
        LocalDate yesterday = calendar.today().minusDays(1);
        LocalDate day = yesterday.isBefore(calendar.firstDayBack(0)) ? calendar.today() : yesterday;
        LocalDateTime planned = day.atTime(hour, 5);
        LocalDateTime latest =
                LocalDateTime.ofInstant(calendar.now(), calendar.zone()).minusHours(2);
        return visit(store, assignee, planned.isAfter(latest) ? latest : planned, fate);
    }

    private PlannedVisit visit(String store, String assignee, LocalDateTime startedAt, Fate fate) {
        String key = "today/" + fate + "/" + store;
        LocalDate day = startedAt.toLocalDate();
        YearMonth month = calendar.currentMonth();
        return new PlannedVisit(
                key,
                fate == Fate.OPEN
                        ? VisitPlanner.supplement(VisitKind.MYSTERY_VISIT, month)
                        : VisitPlanner.programme(VisitKind.MYSTERY_VISIT, month),
                VisitKind.MYSTERY_VISIT,
                month,
                store,
                null,
                assignee,
                day,
                day.plusDays(DAYS_LEFT),
                startedAt,
                38,
                0.86,
                store,
                key,
                null,
                fate);
    }

    private PlannedVisit callback(int index) {
        String key = "today/callback/" + calendar.today() + "/" + index;
        LocalDate finished = calendar.today().minusDays(2 + index % 2);
        YearMonth month = calendar.currentMonth();
        return new PlannedVisit(
                key,
                VisitPlanner.supplement(VisitKind.INSTALLER_CALLBACK, month),
                VisitKind.INSTALLER_CALLBACK,
                month,
                OrganisationPlanner.LEADERS_TEAM,
                installer,
                INSTALLER,
                finished.plusDays(2),
                finished.plusDays(7),
                calendar.today().atTime(9, 0),
                6,
                0.9,
                installer,
                key,
                ServiceEvents.installation(finished, key, Dice.of(seed, key)),
                Fate.OPEN);
    }
}
