package io.plumbline.benchmark;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jboss.logging.Logger;

/** All devices push at once: visits of several lengths, in large and small batches, each beside bare inserts. */
final class PushLoad {
    private static final Logger LOG = Logger.getLogger(PushLoad.class);
    private static final int OPERATIONS_A_VISIT = 3;
    private static final double BUDGET_VISITS = 2_500;
    private static final double BUDGET_BARE = 0.5;
    private static final double BUDGET_REPLAY = 5;

    /**
     * One row of the table.
     *
     * @param answers of each visit
     * @param batch visits in one push
     * @param replayed whether the same bytes are sent again
     */
    record Kind(int answers, int batch, boolean replayed) {
        /** The code of its programme. */
        String code() {
            return "bench-%d-answers-%d".formatted(answers, batch);
        }

        private String text() {
            return "push, visits of %d answers, %s".formatted(answers, batch == 1 ? "one by one" : batch + " a push");
        }
    }

    static final List<Kind> KINDS = List.of(
            new Kind(20, 20, true),
            new Kind(60, 20, true),
            new Kind(60, 1, false),
            new Kind(250, 20, false),
            new Kind(250, 1, false));

    /** What all devices together did. */
    private record Phase(PushResult result, long nanos, Server.Processor processor) {}

    private final Settings settings;
    private final Server server;
    private final List<SimulatedDevice> devices;
    private final Report report;
    private final BareInserts bare;

    PushLoad(Settings settings, Server server, List<SimulatedDevice> devices, Report report, BareInserts bare) {
        this.settings = settings;
        this.server = server;
        this.devices = devices;
        this.report = report;
        this.bare = bare;
    }

    /** Unmeasured. */
    void warmUp(Kind kind) throws IOException {
        push(prepared(kind)).result().require("applied", operations(settings.warmUpVisits()));
    }

    void run(Kind kind) throws IOException, SQLException {
        int each = settings.visits();
        double visits = settings.devices() * each;
        List<List<Push>> pushes = prepared(kind);
        LOG.infof("%s: %.0f visits", kind.text(), visits);
        Phase fresh = push(pushes);
        fresh.result().require("applied", operations(each));
        double perSecond = visits * 1e9 / fresh.nanos();
        report.atLeast(kind.text(), perSecond, "visits/s", BUDGET_VISITS);
        report.figure("— one push", Latencies.of(fresh.result().latencies()).text());
        report.figure(
                "— processor time a visit, application · PostgreSQL",
                "%.2f · %.2f ms"
                        .formatted(
                                fresh.processor().application() * 1e3 / visits,
                                fresh.processor().database() * 1e3 / visits));
        if (kind.replayed()) {
            Phase replay = push(pushes);
            replay.result().require("duplicate", operations(each));
            report.atLeast(
                    "— the same again ÷ the first time", (double) fresh.nanos() / replay.nanos(), "×", BUDGET_REPLAY);
        }
        List<Push> all = pushes.stream().flatMap(List::stream).toList();
        double barePerSecond = visits * 1e9 / bare.run(all);
        double bytes = all.stream().mapToLong(Push::bytes).sum() / visits;
        report.figure(
                "— bare inserts of the same bytes",
                "%,.0f visits/s (%,.0f rows/s; %,.0f bytes a visit)"
                        .formatted(barePerSecond, barePerSecond * OPERATIONS_A_VISIT, bytes));
        report.atLeast("— push ÷ bare inserts", perSecond / barePerSecond, "", BUDGET_BARE);
    }

    private List<List<Push>> prepared(Kind kind) {
        return devices.stream()
                .map(device -> device.answerAll(kind.code(), kind.batch()))
                .toList();
    }

    private long operations(int visitsEach) {
        return (long) settings.devices() * visitsEach * OPERATIONS_A_VISIT;
    }

    private Phase push(List<List<Push>> pushes) throws IOException {
        List<Callable<PushResult>> tasks = new ArrayList<>();
        for (int i = 0; i < devices.size(); i++) {
            SimulatedDevice device = devices.get(i);
            List<Push> own = pushes.get(i);
            tasks.add(() -> device.push(own));
        }
        Server.Processor before = server.processor();
        long began = System.nanoTime();
        List<PushResult> results = Parallel.call(tasks);
        long took = System.nanoTime() - began;
        PushResult all = new PushResult();
        results.forEach(all::add);
        return new Phase(all, took, server.processor().since(before));
    }
}
