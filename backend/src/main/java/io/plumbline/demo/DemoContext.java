package io.plumbline.demo;

import io.plumbline.demo.plan.DemoCalendar;
import io.plumbline.demo.plan.OrganisationPlan;
import io.plumbline.identity.AccountRef;
import io.plumbline.identity.Accounts;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** What all steps of a load share: the plan, and the ids that its names have become. */
final class DemoContext {
    private final UUID organisation;
    private final long seed;
    private final double scale;
    private final DemoCalendar calendar;
    private final OrganisationPlan plan;
    private final Map<String, UUID> units;
    private final Map<String, UUID> staff;
    private final Map<String, AccountRef> accounts = new HashMap<>();

    DemoContext(
            UUID organisation,
            DemoConfig config,
            DemoCalendar calendar,
            OrganisationPlan plan,
            DemoQueries queries,
            Accounts directory) {
        this.organisation = organisation;
        this.seed = config.seed();
        this.scale = config.scale();
        this.calendar = calendar;
        this.plan = plan;
        this.units = queries.unitsByCode();
        this.staff = queries.staffByCode();
        directory
                .byIds(List.copyOf(queries.accountsByName().values()))
                .values()
                .forEach(account -> accounts.put(account.signInName(), account));
    }

    UUID organisation() {
        return organisation;
    }

    long seed() {
        return seed;
    }

    double scale() {
        return scale;
    }

    DemoCalendar calendar() {
        return calendar;
    }

    OrganisationPlan plan() {
        return plan;
    }

    Instant now() {
        return calendar.now();
    }

    UUID unit(String code) {
        return Objects.requireNonNull(units.get(code), code);
    }

    UUID staff(String code) {
        return Objects.requireNonNull(staff.get(code), code);
    }

    AccountRef account(String signInName) {
        return Objects.requireNonNull(accounts.get(signInName), signInName);
    }
}
