package io.plumbline.demo;

import io.plumbline.checklist.ChecklistVersions;
import io.plumbline.demo.plan.DemoCalendar;
import io.plumbline.demo.plan.OrganisationPlan;
import io.plumbline.demo.plan.OrganisationPlanner;
import io.plumbline.demo.plan.PlannedVisit;
import io.plumbline.demo.plan.TodayPlanner;
import io.plumbline.demo.plan.VisitPlanner;
import io.plumbline.identity.Accounts;
import io.plumbline.organisation.OrganisationRegistry;
import io.plumbline.platform.tenancy.Organisations;
import io.plumbline.sync.ServerSideDevices;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Loads the demo organisation step by step. There is no journal: every step looks at what is there and does what is
 * missing, and all dates hang on the moment the organisation was made, so a load that was killed is taken up by the
 * next start as if nothing had happened. Today's work is given before the months of the past are loaded, so that
 * whoever tries the demo has something to do within seconds. The last step plans the month to come; its programmes are
 * the sign that all is done.
 */
@ApplicationScoped
class DemoLoader {
    private static final Logger LOG = Logger.getLogger(DemoLoader.class);
    static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final int CLOSE_DAY = 5;

    private final DemoConfig config;
    private final OrganisationRegistry registry;
    private final Organisations organisations;
    private final Accounts accounts;
    private final OrganisationStep organisationStep;
    private final ProgrammeStep programmeStep;
    private final PictureStep pictureStep;
    private final MonthStep monthStep;
    private final AccountsStep accountsStep;
    private final TodaysWork todaysWork;
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
            AccountsStep accountsStep,
            TodaysWork todaysWork,
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
        this.accountsStep = accountsStep;
        this.todaysWork = todaysWork;
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
        load(config, goOn);
    }

    /** @throws DemoRefusedException if a load of another plan was begun */
    void load(DemoConfig wanted, BooleanSupplier goOn) {
        UUID id = registry.findByCode(OrganisationPlanner.CODE).orElseGet(this::make);
        organisations.run(id, () -> load(id, wanted, goOn));
    }

    private UUID make() {
        String name = OrganisationPlanner.NAME;
        return registry.create(OrganisationPlanner.CODE, name, ZONE, CLOSE_DAY);
    }

    private void load(UUID id, DemoConfig wanted, BooleanSupplier goOn) {
        // The organisation's making is the demo's present, also for a load that is taken up days later.
        DemoCalendar calendar = new DemoCalendar(queries.madeAt(), ZONE, DemoCalendar.FULL_PAST);
        OrganisationPlan plan = OrganisationPlanner.plan(wanted.seed(), calendar);
        accountsStep.keepPasswordTrue(plan.accounts());
        YearMonth next = calendar.currentMonth().plusMonths(1);
        boolean done = programmeStep.hasProgrammes(next);
        if (!done) {
            requireSameSeed(plan);
            organisationStep.run(plan, calendar);
        }
        DemoContext context = new DemoContext(id, wanted, calendar, plan, queries, accounts);
        if (!done) {
            programmeStep.run(context);
        }
        todaysWork.give(context);
        if (!done && loadPast(context, goOn)) {
            programmeStep.makeProgrammes(calendar, next);
        }
    }

    /** Half a year is as good as its people: another seed gives the same codes other names. */
    private void requireSameSeed(OrganisationPlan plan) {
        Map<String, String> names = queries.staffNamesByCode();
        long others = plan.staff().stream()
                .filter(person ->
                        names.containsKey(person.code()) && !person.name().equals(names.get(person.code())))
                .count();
        if (others * 2 > names.size()) {
            throw DemoRefusedException.otherPlan();
        }
    }

    /** @return false if it was stopped on the way */
    private boolean loadPast(DemoContext context, BooleanSupplier goOn) {
        long began = System.nanoTime();
        DemoCalendar calendar = context.calendar();
        OrganisationPlan plan = context.plan();
        PictureStep.Album album = pictureStep.run(context);
        LOG.infof(
                "Demo: %d units, %d people and the pictures are there",
                plan.units().size(), plan.staff().size());
        Tablets tablets = new Tablets(context, actingAs, devices);
        FieldStep field = new FieldStep(context, tablets, album, checklists);
        VisitPlanner planner = new VisitPlanner(context.seed(), calendar, plan, context.scale());
        TodayPlanner today = new TodayPlanner(context.seed(), calendar, plan);
        for (YearMonth month : calendar.months()) {
            List<PlannedVisit> visits = new ArrayList<>(planner.month(month));
            if (month.equals(calendar.currentMonth())) {
                visits.addAll(today.troubles());
            }
            monthStep.run(context, field, month, visits, goOn);
            if (!goOn.getAsBoolean()) {
                LOG.info("Demo: stopped half way; the next start goes on from here");
                return false;
            }
            LOG.infof("Demo: %s is there with %d visits", month, visits.size());
        }
        LOG.infof("Demo: complete after %.1f s", (System.nanoTime() - began) / 1e9);
        return true;
    }
}
