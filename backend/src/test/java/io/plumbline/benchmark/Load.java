package io.plumbline.benchmark;

import java.io.IOException;
import java.net.http.HttpClient;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/** The load on one running server, phase by phase. */
final class Load {
    private static final Logger LOG = Logger.getLogger(Load.class);
    private static final String WARM_UP = "bench-warm-up";
    private static final String SIXTY = "bench-60-answers";
    private static final String TWENTY = "bench-20-answers";
    private static final int OPERATIONS_A_VISIT = 3;
    private static final long BUSY_POLLING_NANOS = TimeUnit.SECONDS.toNanos(8);
    private static final long POLL_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int POLLS = 40;
    private static final int PAGE_VIEWS = 400;

    /** What all devices together did in a phase. */
    private record Phase(PushResult result, long nanos) {
        double perSecond(int things) {
            return things * 1e9 / nanos;
        }
    }

    private final Settings settings;
    private final Server server;
    private final HttpClient http;
    private final String password;
    private final Report report;
    private final List<SimulatedDevice> devices = new ArrayList<>();
    private double sixtyPerSecond;

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
        Parallel.call(tasks(SimulatedDevice::pull));
        push(answers(WARM_UP)).result().require("applied", operations(settings.warmUpVisits()));
        List<Push> sixty = pushSixty();
        double visits = settings.devices() * settings.visits();
        pushTwenty();
        pullNothing();
        LOG.info("Looking at every visit");
        works.forEach(office::requireAllSubmittedOnce);
        report.figure(
                "visits of devices, each submitted exactly once",
                Integer.toString(works.stream().mapToInt(Office.Work::visits).sum()));
        managersPage();
        publish(office);
        memory();
        LOG.info("Inserting the same bytes without the application");
        double perSecond = visits * 1e9 / bare.run(sixty);
        double bytes = (double) sixty.stream().mapToLong(Push::bytes).sum() / visits;
        report.figure(
                "bare inserts of the same bytes, visits of 60 answers",
                "%,.0f visits/s (%,.0f rows/s; %,.0f bytes a visit)"
                        .formatted(perSecond, perSecond * OPERATIONS_A_VISIT, bytes));
        report.atLeast("push of 60 answers ÷ bare inserts", sixtyPerSecond / perSecond, "", 0.5);
    }

    private List<Office.Work> prepare(Office office) {
        LOG.info("Preparing people, checklists, programmes and assignments");
        List<String> names = new ArrayList<>();
        List<String> people = new ArrayList<>();
        for (int i = 1; i <= settings.devices(); i++) {
            names.add("bench-" + i + "@demo");
            people.add(office.hire("bench-" + i + "@demo", password));
        }
        String long60 = office.publishChecklist("bench-60", 60);
        String short20 = office.publishChecklist("bench-20", 20);
        List<Office.Work> works = List.of(
                office.giveWork(WARM_UP, long60, people, settings.warmUpVisits()),
                office.giveWork(SIXTY, long60, people, settings.visits()),
                office.giveWork(TWENTY, short20, people, settings.visits()));
        // One after the other: a sign-in costs memory on purpose, and nobody signs in by the dozen.
        names.forEach(name -> devices.add(new SimulatedDevice(signIn(name), name)));
        return works;
    }

    private List<Push> pushSixty() {
        int visits = settings.devices() * settings.visits();
        List<List<Push>> pushes = answers(SIXTY);
        LOG.infof("Pushing %d visits of 60 answers", visits);
        Phase fresh = push(pushes);
        fresh.result().require("applied", operations(settings.visits()));
        sixtyPerSecond = fresh.perSecond(visits);
        report.atLeast("push, visits of 60 answers (the budget is for 20)", sixtyPerSecond, "visits/s", 2_500);
        report.figure(
                "one push of 20 such visits",
                Latencies.of(fresh.result().latencies()).text());
        LOG.info("Pushing the same again");
        Phase replay = push(pushes);
        replay.result().require("duplicate", operations(settings.visits()));
        report.figure("the same pushes again, all duplicates", "%,.0f visits/s".formatted(replay.perSecond(visits)));
        report.atLeast("replay ÷ first push", replay.perSecond(visits) / sixtyPerSecond, "×", 5);
        return pushes.stream().flatMap(List::stream).toList();
    }

    private void pushTwenty() {
        int visits = settings.devices() * settings.visits();
        List<List<Push>> pushes = answers(TWENTY);
        LOG.infof("Pushing %d visits of 20 answers", visits);
        Phase phase = push(pushes);
        phase.result().require("applied", operations(settings.visits()));
        report.atLeast("push, visits of 20 answers", phase.perSecond(visits), "visits/s", 2_500);
    }

    /** First as fast as the devices can, then each twice a second; a late poll counts from when it was due. */
    private void pullNothing() {
        Parallel.call(tasks(SimulatedDevice::pull));
        LOG.info("Pulling when there is nothing new");
        long began = System.nanoTime();
        int pulls = Parallel.call(tasks(device -> pullUntil(device, began + BUSY_POLLING_NANOS))).stream()
                .mapToInt(Integer::intValue)
                .sum();
        report.figure(
                "pull, nothing new, all devices without a pause",
                "%,.0f pulls/s".formatted(pulls * 1e9 / (System.nanoTime() - began)));
        List<Long> latencies = new ArrayList<>();
        Parallel.call(tasks(this::poll)).forEach(latencies::addAll);
        Latencies sorted = Latencies.of(latencies);
        report.figure("pull, nothing new, each device twice a second", sorted.text());
        report.atMost("its p99 (the budget is for 500 devices)", sorted.millis(0.99), "ms", 10);
    }

    private static int pullUntil(SimulatedDevice device, long end) {
        int pulls = 0;
        for (; System.nanoTime() < end; pulls++) {
            requireNothing(device.pull());
        }
        return pulls;
    }

    private List<Long> poll(SimulatedDevice device) {
        List<Long> latencies = new ArrayList<>();
        long due = System.nanoTime() + POLL_EVERY_NANOS * devices.indexOf(device) / devices.size();
        for (int i = 0; i < POLLS; i++, due += POLL_EVERY_NANOS) {
            for (long rest = due - System.nanoTime(); rest > 0; rest = due - System.nanoTime()) {
                LockSupport.parkNanos(rest);
            }
            requireNothing(device.pull());
            latencies.add(System.nanoTime() - due);
        }
        return latencies;
    }

    private static void requireNothing(int rows) {
        if (rows != 0) {
            throw new IllegalStateException(rows + " rows came where nothing was new");
        }
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

    private long operations(int visitsEach) {
        return (long) settings.devices() * visitsEach * OPERATIONS_A_VISIT;
    }

    private List<List<Push>> answers(String programme) {
        return devices.stream().map(device -> device.answerAll(programme)).toList();
    }

    private Phase push(List<List<Push>> pushes) {
        List<Callable<PushResult>> tasks = new ArrayList<>();
        for (int i = 0; i < devices.size(); i++) {
            SimulatedDevice device = devices.get(i);
            List<Push> own = pushes.get(i);
            tasks.add(() -> device.push(own));
        }
        long began = System.nanoTime();
        List<PushResult> results = Parallel.call(tasks);
        long took = System.nanoTime() - began;
        PushResult all = new PushResult();
        results.forEach(all::add);
        return new Phase(all, took);
    }

    private interface Task<T> {
        T with(SimulatedDevice device);
    }

    private <T> List<Callable<T>> tasks(Task<T> task) {
        List<Callable<T>> tasks = new ArrayList<>();
        devices.forEach(device -> tasks.add(() -> task.with(device)));
        return tasks;
    }

    private Person signIn(String name) {
        return Person.signIn(http, server.base(), name, password);
    }
}
