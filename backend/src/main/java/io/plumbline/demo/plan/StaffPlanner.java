package io.plumbline.demo.plan;

import io.plumbline.identity.Role;
import io.plumbline.organisation.Employment;
import io.plumbline.organisation.Position;
import io.plumbline.organisation.StoreKind;
import io.plumbline.organisation.UnitType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Plans 600 people at the units, and the accounts of those who sign in. */
final class StaffPlanner {
    private static final int CLERKS_PER_STORE = 4;
    private static final int ACCOUNT_MANAGERS = 8;
    private static final int STAFF = 600;
    private static final double OUTSOURCED_SHARE = 0.45;
    private static final String KEY_ACCOUNTS = "D07";
    /** Installers of these teams went to the other one two months ago. */
    private static final Map<String, String> TRANSFERS = Map.of("T0301", "T0302", "T1101", "T1102", "T2301", "T2304");

    private static final Map<Position, Integer> BONUS = Map.of(
            Position.MEMBER, 1000,
            Position.ACCOUNT_MANAGER, 2200,
            Position.TEAM_LEADER, 1900,
            Position.STORE_MANAGER, 2500,
            Position.SUPERVISOR, 3500,
            Position.DEPUTY_GM, 6000,
            Position.GM, 8000);

    private final long seed;
    private final DemoCalendar calendar;
    private final List<PlannedUnit> units;
    private final List<PlannedStaff> staff = new ArrayList<>();
    private final List<PlannedStaff> transfers = new ArrayList<>();
    private final List<PlannedAccount> accounts = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    StaffPlanner(long seed, DemoCalendar calendar, List<PlannedUnit> units) {
        this.seed = seed;
        this.calendar = calendar;
        this.units = units;
        management();
        units.stream().filter(unit -> unit.type() == UnitType.STORE).forEach(this::store);
        List<PlannedUnit> teams =
                units.stream().filter(unit -> unit.type() == UnitType.TEAM).toList();
        for (int i = 0; i < teams.size(); i++) {
            team(teams.get(i), i % 2 == 0 ? 2 : 1);
        }
        departments();
        officeAccounts();
        fieldAccounts();
    }

    List<PlannedStaff> staff() {
        return staff;
    }

    List<PlannedStaff> transfers() {
        return transfers;
    }

    List<PlannedAccount> accounts() {
        return accounts;
    }

    private void management() {
        for (PlannedUnit unit : units) {
            switch (unit.type()) {
                case COMPANY -> {
                    add(unit, Position.GM);
                    for (int i = 0; i < 3; i++) {
                        add(unit, Position.DEPUTY_GM);
                    }
                }
                case MARKETING_CENTRE -> {
                    add(unit, Position.GM);
                    add(unit, Position.DEPUTY_GM);
                }
                case BRANCH -> {
                    add(unit, Position.GM);
                    add(unit, Position.SUPERVISOR);
                }
                case DEPARTMENT -> add(unit, Position.SUPERVISOR);
                case STORE, TEAM -> {}
            }
        }
    }

    private void store(PlannedUnit store) {
        PlannedStaff manager = add(store, Position.STORE_MANAGER);
        for (int i = 0; i < CLERKS_PER_STORE; i++) {
            add(store, Position.MEMBER);
        }
        if (store.code().equals(OrganisationPlanner.MANAGERS_STORE)) {
            personal("manager@demo", manager, Role.STORE_MANAGER);
        } else if (store.code().equals(OrganisationPlanner.SECOND_MANAGERS_STORE)) {
            personal("manager2@demo", manager, Role.STORE_MANAGER);
        }
    }

    private void team(PlannedUnit team, int installers) {
        PlannedStaff leader = add(team, Position.TEAM_LEADER);
        PlannedStaff installer = add(team, Position.MEMBER);
        for (int i = 1; i < installers; i++) {
            add(team, Position.MEMBER);
        }
        String otherTeam = TRANSFERS.get(team.code());
        if (otherTeam != null) {
            transfers.add(new PlannedStaff(
                    installer.code(),
                    installer.name(),
                    installer.employment(),
                    otherTeam,
                    Position.MEMBER,
                    installer.positionBonus(),
                    calendar.firstDayBack(2)));
        }
        if (team.code().equals(OrganisationPlanner.LEADERS_TEAM)) {
            personal("leader@demo", leader, Role.STORE_MANAGER);
            accounts.add(new PlannedAccount(
                    "installer@demo", installer.name(), List.of(Role.INSTALLER), null, installer.code(), true));
        }
    }

    /** The rest of the 600 work in the departments, the account managers among those for key accounts. */
    private void departments() {
        List<PlannedUnit> departments = units.stream()
                .filter(unit -> unit.type() == UnitType.DEPARTMENT)
                .toList();
        for (int i = 0; staff.size() < STAFF; i++) {
            PlannedUnit department = departments.get(i % departments.size());
            if (i < ACCOUNT_MANAGERS) {
                unitNamed(KEY_ACCOUNTS).forEach(unit -> add(unit, Position.ACCOUNT_MANAGER));
            } else {
                add(department, Position.MEMBER);
            }
        }
    }

    private List<PlannedUnit> unitNamed(String code) {
        return units.stream().filter(unit -> unit.code().equals(code)).toList();
    }

    private PlannedStaff add(PlannedUnit unit, Position position) {
        String code = "ZS" + String.valueOf(10001 + staff.size()).substring(1);
        Dice dice = Dice.of(seed, "staff/" + code);
        boolean mayBeOutsourced = position == Position.MEMBER
                && (unit.type() == UnitType.TEAM || unit.storeKind() == StoreKind.FRANCHISE);
        Employment employment =
                mayBeOutsourced && dice.chance(OUTSOURCED_SHARE) ? Employment.OUTSOURCED : Employment.EMPLOYEE;
        BigDecimal bonus = BigDecimal.valueOf(BONUS.getOrDefault(position, 0))
                .add(BigDecimal.valueOf(dice.between(-4, 6) * 50L))
                .setScale(2, RoundingMode.UNNECESSARY);
        LocalDate hired = calendar.beginning().plusDays(dice.between(0, 700));
        LocalDate from = hired.isBefore(unit.from()) ? unit.from() : hired;
        PlannedStaff added = new PlannedStaff(code, name(dice), employment, unit.code(), position, bonus, from);
        staff.add(added);
        return added;
    }

    /** No two people have the same name, so that a board needs no second look. */
    private String name(Dice dice) {
        String name;
        do {
            name = dice.pick(Sources.get().phrases("surname"))
                    + dice.pick(Sources.get().phrases("given"));
        } while (!names.add(name));
        return name;
    }

    private void personal(String signInName, PlannedStaff person, Role role) {
        accounts.add(new PlannedAccount(signInName, person.name(), List.of(role), person.unit(), person.code(), true));
    }

    private void officeAccounts() {
        accounts.add(office("admin@demo", "系统管理员", Role.ADMIN));
        accounts.add(office("officer@demo", "冯雅琴（质量主管）", Role.QUALITY_OFFICER));
        accounts.add(office("reviewer@demo", "杜文杰（审核员）", Role.REVIEWER));
        accounts.add(office("viewer@demo", "周国栋（公司领导）", Role.VIEWER));
        accounts.add(office("inspector@demo", "李晓琪（检查员）", Role.INSPECTOR));
        accounts.add(office("inspector2@demo", "吴永明（检查员）", Role.INSPECTOR));
    }

    private void fieldAccounts() {
        List<String> shoppers = Sources.get().phrases("shopper");
        for (int i = 0; i < shoppers.size(); i++) {
            accounts.add(field(shopper(i), shoppers.get(i)));
        }
        List<String> callers = Sources.get().phrases("caller");
        for (int i = 0; i < callers.size(); i++) {
            accounts.add(field(caller(i), callers.get(i)));
        }
    }

    static String shopper(int index) {
        return "shopper" + (index + 1) + "@demo";
    }

    static String caller(int index) {
        return "caller" + (index + 1) + "@demo";
    }

    private static PlannedAccount field(String signInName, String displayName) {
        return new PlannedAccount(signInName, displayName, List.of(Role.INSPECTOR), null, null, false);
    }

    private static PlannedAccount office(String signInName, String displayName, Role role) {
        return new PlannedAccount(
                signInName,
                displayName,
                List.of(role),
                role == Role.VIEWER ? OrganisationPlanner.COMPANY : null,
                null,
                true);
    }
}
