package io.plumbline.demo.plan;

import io.plumbline.organisation.StoreKind;
import io.plumbline.organisation.UnitType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plans the units of a city company with the 23 districts and towns of Zhongshan. */
public final class OrganisationPlanner {
    public static final String CODE = "zs-demo";
    public static final String NAME = "香山通信中山分公司";

    static final String COMPANY = "C01";
    static final String MANAGERS_STORE = "S0201";
    static final String SECOND_MANAGERS_STORE = "S2303";
    static final String LEADERS_TEAM = "T0201";
    static final String NEW_STORE = "S0802";
    /** A branch that changed its marketing centre two months ago, and the centre it came from. */
    private static final String MOVED_BRANCH = "B14";

    private static final String MOVED_FROM = "M-N";
    private static final Map<String, String> CENTRES =
            Map.of("E", "东部营销中心", "S", "南部营销中心", "W", "西部营销中心", "N", "北部营销中心");
    private static final List<String> TEAM_NUMBERS = List.of("一", "二", "三", "四");
    private static final int COORDINATE_DECIMALS = 6;
    private static final double TOWN_RADIUS_DEGREES = 0.012;

    private final long seed;
    private final DemoCalendar calendar;
    private final List<PlannedUnit> units = new ArrayList<>();
    private final List<PlannedMove> moves = new ArrayList<>();

    private OrganisationPlanner(long seed, DemoCalendar calendar) {
        this.seed = seed;
        this.calendar = calendar;
    }

    public static OrganisationPlan plan(long seed, DemoCalendar calendar) {
        return new OrganisationPlanner(seed, calendar).plan();
    }

    private OrganisationPlan plan() {
        unit(COMPANY, NAME, UnitType.COMPANY, null);
        List<String> departments = Sources.get().phrases("department");
        for (int i = 0; i < departments.size(); i++) {
            unit(numbered("D", i + 1), departments.get(i), UnitType.DEPARTMENT, COMPANY);
        }
        for (String letter : List.of("E", "S", "W", "N")) {
            unit("M-" + letter, CENTRES.getOrDefault(letter, letter), UnitType.MARKETING_CENTRE, COMPANY);
        }
        Sources.get().towns().forEach(this::branch);
        StaffPlanner staff = new StaffPlanner(seed, calendar, units);
        return new OrganisationPlan(
                CODE, NAME, List.copyOf(units), moves, staff.staff(), staff.transfers(), staff.accounts());
    }

    private void branch(Sources.Town town) {
        String centre = "M-" + town.centre();
        if (town.code().equals(MOVED_BRANCH)) {
            unit(town.code(), town.branch(), UnitType.BRANCH, MOVED_FROM);
            moves.add(new PlannedMove(town.code(), centre, calendar.firstDayBack(2)));
        } else {
            unit(town.code(), town.branch(), UnitType.BRANCH, centre);
        }
        for (int i = 0; i < town.streets().size(); i++) {
            store(town, i);
        }
        for (int i = 0; i < town.teams(); i++) {
            String code = numbered("T" + town.code().substring(1), i + 1);
            unit(code, shortName(town) + "装维" + TEAM_NUMBERS.get(i) + "班", UnitType.TEAM, town.code());
        }
    }

    private void store(Sources.Town town, int index) {
        String code = numbered("S" + town.code().substring(1), index + 1);
        StoreKind kind = index < town.ownStores() ? StoreKind.OWN : StoreKind.FRANCHISE;
        String street = town.streets().get(index);
        Dice dice = Dice.of(seed, "store/" + code);
        LocalDate from = code.equals(NEW_STORE) ? calendar.firstDayBack(2) : calendar.beginning();
        units.add(new PlannedUnit(
                code,
                shortName(town) + street + (kind == StoreKind.OWN ? "营业厅" : "代办厅"),
                UnitType.STORE,
                kind,
                town.code(),
                from,
                "中山市" + town.town() + street + dice.between(2, 268) + "号",
                near(town.latitude(), dice),
                near(town.longitude(), dice)));
    }

    private void unit(String code, String name, UnitType type, @Nullable String parent) {
        units.add(new PlannedUnit(code, name, type, null, parent, calendar.beginning(), null, null, null));
    }

    private static BigDecimal near(BigDecimal degrees, Dice dice) {
        double offset = (dice.unit() * 2 - 1) * TOWN_RADIUS_DEGREES;
        return degrees.add(BigDecimal.valueOf(offset)).setScale(COORDINATE_DECIMALS, RoundingMode.HALF_UP);
    }

    private static String shortName(Sources.Town town) {
        return town.branch().replace("分公司", "");
    }

    private static String numbered(String prefix, int number) {
        return prefix + (number < 10 ? "0" : "") + number;
    }
}
