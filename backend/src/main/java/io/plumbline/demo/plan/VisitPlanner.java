package io.plumbline.demo.plan;

import io.plumbline.organisation.Position;
import io.plumbline.organisation.StoreKind;
import io.plumbline.organisation.UnitType;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Plans the visits of all stores and the callbacks about all installers, month by month up to yesterday. */
public final class VisitPlanner {
    private static final int LATE_MONTH = 3;
    private static final String LATE_STORE = "S0301";
    private static final String LATE_STORE_LAST_MONTH = "S1303";
    private static final double LATE_QUALITY = 0.55;
    private static final int QUEUE_DAYS = 3;
    private static final double QUEUE_SHARE = 0.5;
    private static final double VISIT_SPREAD = 0.03;
    private static final int SURE_DAYS = 20;
    /** Stores seldom visited: fewer responses than a board asks for, so they stand apart (RNK-3). */
    private static final Set<String> THIN_STORES = Set.of("S2201", "S0601");
    /** Pairs whose visits come out alike last month, so that they share a place (RNK-2). */
    private static final Map<String, String> TWINS = Map.of("S2101", "S1101", "S1602", "S1002");
    /** Stores that a smaller demo keeps: those with a story come first. */
    private static final List<String> STORY = List.of(
            OrganisationPlanner.MANAGERS_STORE,
            OrganisationPlanner.SECOND_MANAGERS_STORE,
            LATE_STORE,
            LATE_STORE_LAST_MONTH,
            "S1101",
            "S2101",
            "S1002",
            "S1602",
            "S2201",
            OrganisationPlanner.NEW_STORE);

    private final long seed;
    private final DemoCalendar calendar;
    private final Quality quality;
    private final List<PlannedUnit> stores;
    private final List<PlannedStaff> installers;
    private final Map<String, String> teamsSince;
    private final Map<String, Integer> visitsSoFar = new HashMap<>();
    private final Map<String, Integer> slots = new HashMap<>();

    /** @param scale share of the stores and installers that are looked at, above 0 to 1 */
    public VisitPlanner(long seed, DemoCalendar calendar, OrganisationPlan organisation, double scale) {
        this.seed = seed;
        this.calendar = calendar;
        this.quality = new Quality(seed, calendar);
        this.stores = share(
                organisation.units().stream()
                        .filter(unit -> unit.type() == UnitType.STORE)
                        .sorted(Comparator.comparingInt(VisitPlanner::storyFirst))
                        .toList(),
                scale,
                STORY.size());
        Set<String> teams = Set.copyOf(organisation.units().stream()
                .filter(unit -> unit.type() == UnitType.TEAM)
                .map(PlannedUnit::code)
                .toList());
        this.installers = share(
                organisation.staff().stream()
                        .filter(person -> teams.contains(person.unit()) && person.position() == Position.MEMBER)
                        .toList(),
                scale,
                STORY.size());
        this.teamsSince = new HashMap<>();
        organisation.transfers().forEach(transfer -> teamsSince.put(transfer.code(), transfer.unit()));
    }

    /** The visits of one month in order of time. Months are asked for in order, oldest first. */
    public List<PlannedVisit> month(YearMonth month) {
        List<PlannedVisit> visits = new ArrayList<>();
        for (int i = 0; i < stores.size(); i++) {
            visits.addAll(ofStore(stores.get(i), i, month));
        }
        for (PlannedStaff installer : installers) {
            visits.addAll(ofInstaller(installer, month));
        }
        visits.sort(Comparator.comparing(PlannedVisit::startedAt).thenComparing(PlannedVisit::key));
        return visits;
    }

    /** The code of the programme of a kind and month. */
    public static String programme(VisitKind kind, YearMonth month) {
        return kind.prefix() + "-" + month;
    }

    /** The code of the programme of what is given beside the plan. */
    public static String supplement(VisitKind kind, YearMonth month) {
        return programme(kind, month) + "-supplement";
    }

    private List<PlannedVisit> ofStore(PlannedUnit store, int storeIndex, YearMonth month) {
        if (store.from().isAfter(month.atEndOfMonth())) {
            return List.of();
        }
        Dice dice = Dice.of(seed, "visits/" + store.code() + "/" + month);
        String twin = calendar.monthsBack(month) == 1 ? TWINS.getOrDefault(store.code(), store.code()) : store.code();
        List<PlannedVisit> visits = new ArrayList<>();
        int count = storeVisits(store.code(), month, dice);
        for (int i = 0; i < count; i++) {
            LocalDate day = dayOf(i, count, month, dice);
            int soFar = visitsSoFar.merge(store.code(), 1, Integer::sum);
            if (!day.isBefore(calendar.today())) {
                continue;
            }
            int shoppers = Sources.get().phrases("shopper").size();
            String assignee = StaffPlanner.shopper((storeIndex * 5 + soFar) % shoppers);
            String chance = "mystery/" + twin + "/" + month + "/" + i;
            Dice twinDice = Dice.of(seed, "day/" + chance);
            double level = quality.ofStore(twin, kindOf(twin), month) + VISIT_SPREAD * twinDice.bell();
            LocalDateTime start = slot(assignee, day, 95, dice);
            LocalDate windowFrom = latest(day.minusDays(dice.between(0, 5)), month.atDay(1));
            visits.add(new PlannedVisit(
                    "MV-" + month + "/" + store.code() + "/" + i,
                    programme(VisitKind.MYSTERY_VISIT, month),
                    VisitKind.MYSTERY_VISIT,
                    month,
                    store.code(),
                    null,
                    assignee,
                    windowFrom,
                    windowFrom.plusDays(9),
                    start,
                    dice.between(28, 62),
                    Quality.clamp(level),
                    twin,
                    chance,
                    null,
                    fateOf(day, dice)));
        }
        return withLateOnes(store.code(), month, visits);
    }

    private int storeVisits(String store, YearMonth month, Dice dice) {
        boolean justOpened = store.equals(OrganisationPlanner.NEW_STORE) && calendar.monthsBack(month) == 2;
        if (THIN_STORES.contains(store) || justOpened) {
            return dice.between(3, 4);
        }
        boolean twinned = TWINS.containsKey(store) || TWINS.containsValue(store);
        return twinned ? 6 : dice.between(5, 7);
    }

    private List<PlannedVisit> withLateOnes(String store, YearMonth month, List<PlannedVisit> visits) {
        int back = calendar.monthsBack(month);
        int lateBack = Math.min(LATE_MONTH, calendar.pastMonths());
        boolean revised = back == lateBack && store.equals(LATE_STORE);
        boolean unrevised = back == 1 && store.equals(LATE_STORE_LAST_MONTH);
        if ((revised || unrevised) && !visits.isEmpty()) {
            int last = visits.size() - 1;
            Fate fate = revised ? Fate.LATE : Fate.LATE_UNREVISED;
            visits.set(last, visits.get(last).with(fate, LATE_QUALITY));
        }
        return visits;
    }

    private List<PlannedVisit> ofInstaller(PlannedStaff installer, YearMonth month) {
        Dice dice = Dice.of(seed, "callbacks/" + installer.code() + "/" + month);
        boolean thin = Dice.of(seed, "thin/" + installer.code()).chance(0.06);
        int count = thin ? dice.between(2, 4) : dice.between(5, 7);
        String newTeam = calendar.monthsBack(month) <= 2 ? teamsSince.get(installer.code()) : null;
        double level = quality.ofInstaller(installer.code(), month);
        List<PlannedVisit> visits = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            LocalDate day = dayOf(i, count, month, dice);
            if (!day.isBefore(calendar.today())) {
                continue;
            }
            LocalDate finished = day.minusDays(dice.between(2, 6));
            String assignee = StaffPlanner.caller(
                    dice.between(0, Sources.get().phrases("caller").size() - 1));
            String key = "CB-" + month + "/" + installer.code() + "/" + i;
            visits.add(new PlannedVisit(
                    key,
                    programme(VisitKind.INSTALLER_CALLBACK, month),
                    VisitKind.INSTALLER_CALLBACK,
                    month,
                    newTeam == null ? installer.unit() : newTeam,
                    installer.code(),
                    assignee,
                    finished.plusDays(2),
                    finished.plusDays(7),
                    slot(assignee, day, 9, dice),
                    dice.between(4, 8),
                    Quality.clamp(level + VISIT_SPREAD * dice.bell()),
                    installer.code(),
                    key,
                    ServiceEvents.installation(finished, key, dice),
                    fateOf(day, dice)));
        }
        return visits;
    }

    /** Visits lie evenly over a month; in the current one earlier, so that most stores have enough before its end. */
    private LocalDate dayOf(int index, int count, YearMonth month, Dice dice) {
        int days = calendar.monthsBack(month) == 0 ? SURE_DAYS : month.lengthOfMonth();
        int first = 1 + index * days / count;
        int last = Math.max(first, (index + 1) * days / count);
        return month.atDay(dice.between(first, last));
    }

    /** One person is at one place at a time: the visits of a day follow each other. */
    private LocalDateTime slot(String assignee, LocalDate day, int minutesApart, Dice dice) {
        int slot = slots.merge(assignee + day, 1, Integer::sum) - 1;
        int perDay = Math.max(1, 540 / minutesApart);
        return day.atTime(9, 15).plusMinutes((long) (slot % perDay) * minutesApart + dice.between(0, 3));
    }

    private Fate fateOf(LocalDate day, Dice dice) {
        boolean recent = day.isAfter(calendar.today().minusDays(QUEUE_DAYS));
        boolean thisMonth = YearMonth.from(day).equals(calendar.currentMonth());
        return recent && thisMonth && dice.chance(QUEUE_SHARE) ? Fate.QUEUED : Fate.ACCEPTED;
    }

    private @Nullable StoreKind kindOf(String store) {
        return stores.stream()
                .filter(unit -> unit.code().equals(store))
                .findFirst()
                .map(PlannedUnit::storeKind)
                .orElse(null);
    }

    private static LocalDate latest(LocalDate one, LocalDate other) {
        return one.isAfter(other) ? one : other;
    }

    private static int storyFirst(PlannedUnit store) {
        int index = STORY.indexOf(store.code());
        return index < 0 ? STORY.size() : index;
    }

    private static <T> List<T> share(List<T> things, double scale, int atLeast) {
        int count = (int) Math.round(things.size() * scale);
        return things.subList(0, Math.min(things.size(), Math.max(atLeast, count)));
    }
}
