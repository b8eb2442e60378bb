package io.plumbline.benchmark;

import java.io.IOException;
import java.net.http.HttpClient;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jboss.logging.Logger;

/** The load on one running server, phase by phase. */
final class Load {
    private static final Logger LOG = Logger.getLogger(Load.class);
    private static final PushLoad.Kind WARM_UP = new PushLoad.Kind(60, 10, false);
    private static final String MUCH_WORK = "bench-much-work";
    private static final int MUCH = 5_000;
    private static final int PAGE_VIEWS = 400;

    private final Settings settings;
    private final Server server;
    private final HttpClient http;
    private final String password;
    private final Report report;
    private final List<SimulatedDevice> devices = new ArrayList<>();

    Load(Settings settings, Server server, HttpClient http, String password, Report report) {
        this.settings = settings;
        this.server = server;
        this.http = http;
        this.password = password;
        this.report = report;
    }

    void run(BareInserts bare) throws IOException, SQLException {
        Office office = new Office(signIn("admin@demo"), signIn("officer@demo"));
        List<Office.Work> works = prepare(office);
        LOG.infof("%d devices pull their work and warm the server up", devices.size());
        PullLoad pulls = new PullLoad(server, devices, report);
        PushLoad pushes = new PushLoad(settings, server, devices, report, bare);
        pulls.pullAll();
        pushes.warmUp(WARM_UP);
        bare.prepare();
        for (PushLoad.Kind kind : PushLoad.KINDS) {
            pushes.run(kind);
        }
        pulls.nothingNew();
        muchWork(office, pulls);
        LOG.info("Looking at every visit");
        works.forEach(office::requireAllSubmittedOnce);
        report.figure(
                "visits of devices, each submitted exactly once",
                Integer.toString(works.stream().mapToInt(Office.Work::visits).sum()));
        managersPage();
        publish(office);
        memory();
    }

    private List<Office.Work> prepare(Office office) {
        LOG.info("Preparing people, checklists, programmes and assignments");
        List<String> names = new ArrayList<>();
        List<String> people = new ArrayList<>();
        for (int i = 1; i <= settings.devices(); i++) {
            names.add("bench-" + i + "@demo");
            people.add(office.hire("bench-" + i + "@demo", password));
        }
        Map<Integer, String> checklists = new HashMap<>();
        List<Office.Work> works = new ArrayList<>();
        works.add(giveWork(office, checklists, WARM_UP, people, settings.warmUpVisits()));
        for (PushLoad.Kind kind : PushLoad.KINDS) {
            works.add(giveWork(office, checklists, kind, people, settings.visits()));
        }
        // One after the other: a sign-in costs memory on purpose, and nobody signs in by the dozen.
        names.forEach(name -> devices.add(new SimulatedDevice(signIn(name), name)));
        return works;
    }

    private static Office.Work giveWork(
            Office office, Map<Integer, String> checklists, PushLoad.Kind kind, List<String> people, int each) {
        String checklist = checklists.computeIfAbsent(
                kind.answers(), answers -> office.publishChecklist("bench-" + answers, answers));
        return office.giveWork(kind.code(), checklist, people, each);
    }

    private void muchWork(Office office, PullLoad pulls) {
        String name = "bench-much@demo";
        String person = office.hire(name, password);
        String checklist = office.publishChecklist("bench-20-much", 20);
        Office.Work work = office.giveWork(MUCH_WORK, checklist, List.of(person), MUCH);
        pulls.fill(signIn(name), office, work, MUCH);
    }

    private void managersPage() {
        Person manager = signIn("manager@demo");
        List<Long> latencies = new ArrayList<>();
        for (int i = 0; i < PAGE_VIEWS; i++) {
            long began = System.nanoTime();
            manager.get("/api/my-place");
            if (i >= PAGE_VIEWS / 4) {
                latencies.add(System.nanoTime() - began);
            }
        }
        Latencies sorted = Latencies.of(latencies);
        report.figure("store manager's page, demo organisation, one viewer", sorted.text());
        report.atMost("its p99 (the budget is for 1,000,000 responses a month)", sorted.millis(0.99), "ms", 50);
    }

    private void publish(Office office) {
        LOG.info("Publishing the current month");
        double slowest = 0;
        for (Office.Publication publication : office.publishCurrentMonth()) {
            double millis = publication.nanos() / 1e6;
            report.figure(
                    "publish of demo board " + publication.board(),
                    "%.0f ms, %d rows".formatted(millis, publication.rows()));
            slowest = Math.max(slowest, millis / 1e3);
        }
        report.atMost("slowest publication (the budget is for 1,000,000 responses)", slowest, "s", 2);
    }

    private void memory() throws IOException {
        OptionalLong now = server.memoryKb("VmRSS");
        OptionalLong most = server.memoryKb("VmHWM");
        if (now.isPresent() && most.isPresent()) {
            report.atMost("memory of the JVM after the load (RSS)", now.getAsLong() / 1024.0, "MB", 512);
            report.figure("most it ever had", "%,.0f MB".formatted(most.getAsLong() / 1024.0));
        }
    }

    private Person signIn(String name) {
        return Person.signIn(http, server.base(), name, password);
    }
}
