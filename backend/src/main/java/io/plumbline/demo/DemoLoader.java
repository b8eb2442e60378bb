package io.plumbline.demo;

import io.plumbline.checklist.ChecklistVersions;
import io.plumbline.demo.plan.DemoCalendar;
import io.plumbline.demo.plan.OrganisationPlan;
import io.plumbline.demo.plan.OrganisationPlanner;
import io.plumbline.demo.plan.PlannedVisit;
import io.plumbline.demo.plan.TodayPlanner;
import io.plumbline.demo.plan.VisitPlanner;
import io.plumbline.fieldwork.Assignments;
import io.plumbline.fieldwork.NewAssignment;
import io.plumbline.identity.Accounts;
import io.plumbline.organisation.OrganisationRegistry;
import io.plumbline.platform.tenancy.Organisations;
import io.plumbline.sync.ServerSideDevices;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Loads the demo organisation step by step. There is no journal: every step looks at what is there and does what is
 * missing, and all dates hang on the moment the organisation was made, so a load that was killed is taken up by the
 * next start as if nothing had happened. The last step is a single transaction, and its result is the sign that all is
 * done.
 */
@ApplicationScoped
class DemoLoader {
    private static final Logger LOG = Logger.getLogger(DemoLoader.class);
    static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final int CLOSE_DAY = 5;
    /** Has assignments only after the last step. */
    private static final String LAST_SERVED = "installer@demo";

    private final DemoConfig config;
    private final OrganisationRegistry registry;
    private final Organisations organisations;
    private final Accounts accounts;
    private final OrganisationStep organisationStep;
    private final ProgrammeStep programmeStep;
    private final PictureStep pictureStep;
    private final MonthStep monthStep;
    private final Assignments assignments;
    private final ChecklistVersions checklists;
    private final ServerSideDevices devices;
    private final ActingAs actingAs;
    private final DemoQueries queries;

    @Inject
    DemoLoader(
            DemoConfig config,
            OrganisationRegistry registry,
            Organisations organisations,
            Accounts accounts,
            OrganisationStep organisationStep,
            ProgrammeStep programmeStep,
            PictureStep pictureStep,
            MonthStep monthStep,
            Assignments assignments,
            ChecklistVersions checklists,
            ServerSideDevices devices,
            ActingAs actingAs,
            DemoQueries queries) {
        this.config = config;
        this.registry = registry;
        this.organisations = organisations;
        this.accounts = accounts;
        this.organisationStep = organisationStep;
        this.programmeStep = programmeStep;
        this.pictureStep = pictureStep;
        this.monthStep = monthStep;
        this.assignments = assignments;
        this.checklists = checklists;
        this.devices = devices;
        this.actingAs = actingAs;
        this.queries = queries;
    }

    /**
     * Loads what is missing.
     *
     * @param goOn asked every now and then; false ends the load early, to be taken up at the next start
     */
    void load(BooleanSupplier goOn) {
        UUID id = registry.findByCode(OrganisationPlanner.CODE).orElseGet(this::make);
        organisations.run(id, () -> load(id, goOn));
    }

    private UUID make() {
        String name = OrganisationPlanner.NAME;
        return registry.create(OrganisationPlanner.CODE, name, ZONE, CLOSE_DAY);
    }

    private void load(UUID id, BooleanSupplier goOn) {
        long began = System.nanoTime();
        DemoCalendar calendar = calendar();
        OrganisationPlan plan = OrganisationPlanner.plan(config.seed(), calendar);
        if (isComplete()) {
            return;
        }
        organisationStep.run(plan, calendar);
        DemoContext context = new DemoContext(id, config, calendar, plan, queries, accounts);
        programmeStep.run(context);
        PictureStep.Album album = pictureStep.run(context);
        LOG.infof(
                "Demo: %d units, %d people and the pictures are there",
                plan.units().size(), plan.staff().size());
        Tablets tablets = new Tablets(context, actingAs, devices);
        FieldStep field = new FieldStep(context, tablets, album, checklists);
        VisitPlanner planner = new VisitPlanner(config.seed(), calendar, plan, config.scale());
        TodayPlanner today = new TodayPlanner(config.seed(), calendar, plan);
        for (YearMonth month : calendar.months()) {
            List<PlannedVisit> visits = new ArrayList<>(planner.month(month));
            if (month.equals(calendar.currentMonth())) {
                visits.addAll(today.troubles());
            }
            monthStep.run(context, field, month, visits, goOn);
            if (!goOn.getAsBoolean()) {
                LOG.info("Demo: stopped half way; the next start goes on from here");
                return;
            }
            LOG.infof("Demo: %s is there with %d visits", month, visits.size());
        }
        giveTodaysWork(context, today);
        LOG.infof("Demo: complete after %.1f s", (System.nanoTime() - began) / 1e9);
    }

    /** The organisation's making is the demo's present, also for a load that is taken up days later. */
    private DemoCalendar calendar() {
        Instant made = queries.madeAt();
        int pastMonths = Math.max(2, (int) Math.ceil(DemoCalendar.FULL_PAST * config.scale()));
        return new DemoCalendar(made, ZONE, Math.min(DemoCalendar.FULL_PAST, pastMonths));
    }

    private boolean isComplete() {
        UUID account = queries.accountsByName().get(LAST_SERVED);
        return account != null && queries.hasAssignments(account);
    }

    private void giveTodaysWork(DemoContext context, TodayPlanner today) {
        Map<String, UUID> programmes = queries.programmesByCode();
        List<NewAssignment> work = today.open().stream()
                .map(visit -> GivingStep.assignment(
                        context, Objects.requireNonNull(programmes.get(visit.programme()), visit.programme()), visit))
                .toList();
        assignments.create(work, context.account("officer@demo").id());
    }
}
