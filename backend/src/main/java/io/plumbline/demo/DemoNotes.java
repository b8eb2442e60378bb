package io.plumbline.demo;

import io.plumbline.demo.plan.DemoCalendar;
import io.plumbline.demo.plan.OrganisationPlanner;
import io.plumbline.demo.plan.PlannedAccount;
import io.plumbline.platform.web.StartNotes;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Says at every start who can sign in to the demo. */
@ApplicationScoped
class DemoNotes implements StartNotes {
    private static final int NAME_WIDTH = 18;

    private final DemoConfig config;
    private final DemoPassword password;
    private final Clock clock;

    @Inject
    DemoNotes(DemoConfig config, DemoPassword password, Clock clock) {
        this.config = config;
        this.password = password;
        this.clock = clock;
    }

    @Override
    public List<String> lines() {
        if (!config.enabled()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("Demo accounts, all with the password " + password.getOrDraw());
        DemoCalendar calendar = new DemoCalendar(clock.instant(), DemoLoader.ZONE, DemoCalendar.FULL_PAST);
        OrganisationPlanner.plan(config.seed(), calendar).accounts().stream()
                .filter(PlannedAccount::shown)
                .forEach(account -> lines.add(
                        "  " + padded(account.signInName()) + account.roles().get(0)));
        lines.add("At the first start the months are loaded while the application runs; the log says how far it is.");
        return lines;
    }

    private static String padded(String text) {
        return text + " ".repeat(Math.max(1, NAME_WIDTH - text.length()));
    }
}
