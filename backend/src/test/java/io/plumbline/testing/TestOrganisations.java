package io.plumbline.testing;

import io.plumbline.identity.Accounts;
import io.plumbline.identity.NewAccount;
import io.plumbline.identity.Role;
import io.plumbline.identity.TestTokens;
import io.plumbline.organisation.Employment;
import io.plumbline.organisation.NewUnit;
import io.plumbline.organisation.OrganisationRegistry;
import io.plumbline.organisation.Position;
import io.plumbline.organisation.StoreKind;
import io.plumbline.organisation.TestStaff;
import io.plumbline.organisation.UnitType;
import io.plumbline.organisation.Units;
import io.plumbline.platform.tenancy.Organisations;
import io.plumbline.testing.TestOrganisation.Person;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes organisations for tests: {@code @Inject TestOrganisations organisations;} then {@link #create}. */
@ApplicationScoped
public class TestOrganisations {
    /** The first day of every unit and posting. */
    public static final LocalDate FOUNDED = LocalDate.of(2025, 1, 1);

    private static final AtomicInteger NUMBER = new AtomicInteger();

    @Inject
    OrganisationRegistry registry;

    @Inject
    Organisations organisations;

    @Inject
    Units units;

    @Inject
    TestStaff staff;

    @Inject
    Accounts accounts;

    @Inject
    TestTokens tokens;

    /**
     * An organisation in Asia/Shanghai with the units {@code company} > {@code branch} > {@code store-1} (own), {@code
     * store-2} (franchise) and {@code team}; the staff {@code installer} (in the team) and {@code
     * clerk} (in store-1); and the accounts {@code admin}, {@code officer}, {@code reviewer}, {@code inspector}, {@code
     * inspector-2}, {@code installer}, {@code manager} (of store-1), {@code manager-2} (of store-2) and {@code viewer}.
     */
    public TestOrganisation create() {
        String code = "t" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet();
        UUID id = registry.create(code, "测试公司 " + code, ZoneId.of("Asia/Shanghai"), 5);
        Map<String, UUID> unitIds = new LinkedHashMap<>();
        Map<String, UUID> staffIds = new LinkedHashMap<>();
        Map<String, Person> people = new LinkedHashMap<>();
        organisations.inTransaction(id, () -> {
            makeUnits(unitIds);
            staffIds.put("installer", post("S-001", "张装维", unitIds.get("team"), Position.MEMBER));
            staffIds.put("clerk", post("S-002", "李营业", unitIds.get("store-1"), Position.MEMBER));
            makePeople(code, unitIds, staffIds, people);
            return true;
        });
        return new TestOrganisation(id, code, unitIds, staffIds, people, tokens, organisations);
    }

    private void makeUnits(Map<String, UUID> ids) {
        ids.put("company", unit("C-01", "测试市公司", UnitType.COMPANY, null, null));
        ids.put("branch", unit("B-01", "东区分公司", UnitType.BRANCH, null, ids.get("company")));
        ids.put("store-1", unit("ST-01", "东区营业厅", UnitType.STORE, StoreKind.OWN, ids.get("branch")));
        ids.put("store-2", unit("ST-02", "东区代办厅", UnitType.STORE, StoreKind.FRANCHISE, ids.get("branch")));
        ids.put("team", unit("T-01", "东区装维一班", UnitType.TEAM, null, ids.get("branch")));
    }

    private UUID unit(String code, String name, UnitType type, StoreKind kind, UUID parent) {
        return units.create(
                new NewUnit(code, name, type, kind, parent, parent == null ? null : FOUNDED, null, null, null));
    }

    private UUID post(String code, String name, UUID unit, Position position) {
        return staff.create(code, name, Employment.EMPLOYEE, unit, position, FOUNDED);
    }

    private void makePeople(
            String code, Map<String, UUID> unitIds, Map<String, UUID> staffIds, Map<String, Person> people) {
        List<NewAccount> wanted = List.of(
                account(code, "admin", Role.ADMIN, null, null),
                account(code, "officer", Role.QUALITY_OFFICER, null, null),
                account(code, "reviewer", Role.REVIEWER, null, null),
                account(code, "inspector", Role.INSPECTOR, null, null),
                account(code, "inspector-2", Role.INSPECTOR, null, null),
                account(code, "installer", Role.INSTALLER, unitIds.get("team"), staffIds.get("installer")),
                account(code, "manager", Role.STORE_MANAGER, unitIds.get("store-1"), null),
                account(code, "manager-2", Role.STORE_MANAGER, unitIds.get("store-2"), null),
                account(code, "viewer", Role.VIEWER, null, null));
        List<UUID> ids = accounts.createAll(wanted);
        for (int i = 0; i < wanted.size(); i++) {
            NewAccount account = wanted.get(i);
            String key = account.signInName().substring(code.length() + 1);
            people.put(key, new Person(ids.get(i), account.signInName(), TestOrganisation.PASSWORD, account.roles()));
        }
    }

    private static NewAccount account(String code, String key, Role role, UUID unit, UUID staffId) {
        return new NewAccount(
                code + "." + key, "测试 " + key, TestOrganisation.PASSWORD, Set.of(role), unit, staffId, null);
    }
}
