package io.plumbline.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Pulls with nothing new by all devices, the first fill of a device with much work, and a little change in it. */
final class PullLoad {
    private static final Logger LOG = Logger.getLogger(PullLoad.class);
    private static final long BUSY_POLLING_NANOS = TimeUnit.SECONDS.toNanos(8);
    private static final long POLL_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int POLLS = 40;
    /** One changed row in so many. */
    private static final int CHANGED = 100;

    private static final int FILLS = 20;
    private static final double KIB = 1024;

    /** What one device got, how long that took, and what went over the wire. */
    private record Fill(int rows, long nanos, long bytes) {}

    private final Server server;
    private final List<SimulatedDevice> devices;
    private final Report report;

    PullLoad(Server server, List<SimulatedDevice> devices, Report report) {
        this.server = server;
        this.devices = devices;
        this.report = report;
    }

    /** Each device takes what is there for it. */
    void pullAll() {
        Parallel.call(tasks(SimulatedDevice::pull));
    }

    /**
     * First as fast as the devices can, unmeasured and then measured; then each twice a second; a late poll counts from
     * when it was due.
     */
    void nothingNew() throws IOException {
        LOG.info("Pulling when there is nothing new");
        long warm = System.nanoTime() + BUSY_POLLING_NANOS;
        pullAll();
        Parallel.call(tasks(device -> pullUntil(device, warm)));
        Server.Processor before = server.processor();
        long began = System.nanoTime();
        int pulls = Parallel.call(tasks(device -> pullUntil(device, began + BUSY_POLLING_NANOS))).stream()
                .mapToInt(Integer::intValue)
                .sum();
        report.figure(
                "pull, nothing new, all devices without a pause",
                "%,.0f pulls/s".formatted(pulls * 1e9 / (System.nanoTime() - began)));
        Server.Processor used = server.processor().since(before);
        report.figure(
                "— processor time a pull, application · PostgreSQL",
                "%.2f · %.2f ms".formatted(used.application() * 1e3 / pulls, used.database() * 1e3 / pulls));
        List<Long> latencies = new ArrayList<>();
        Parallel.call(tasks(this::poll)).forEach(latencies::addAll);
        Latencies sorted = Latencies.of(latencies);
        report.figure("pull, nothing new, each device twice a second", sorted.text());
        report.atMost("its p99 (the budget is for 500 devices)", sorted.millis(0.99), "ms", 10);
    }

    /**
     * Devices of one person with much work, one after the other: each filled from nothing by pull and by snapshot,
     * then one row in a hundred is changed by the office and pulled.
     *
     * @param rows assignments of the person
     */
    void fill(Person person, Office office, Office.Work work, int rows) {
        LOG.infof("Filling a device with %d rows", rows);
        List<Fill> pulls = new ArrayList<>();
        List<Fill> snapshots = new ArrayList<>();
        SimulatedDevice device = new SimulatedDevice(person, "warm-up");
        for (int i = 0; i < 2 * FILLS; i++) {
            device = new SimulatedDevice(person, "fill-" + i);
            Fill pull = timed(device, person, SimulatedDevice::pull);
            Fill snapshot = timed(device, person, SimulatedDevice::snapshot);
            if (pull.rows() < rows || snapshot.rows() < rows) {
                throw new IllegalStateException("only " + pull.rows() + " and " + snapshot.rows() + " rows came");
            }
            if (i >= FILLS) {
                pulls.add(pull);
                snapshots.add(snapshot);
            }
        }
        report.atMost("first fill of %,d rows by pull, p50".formatted(rows), millis(pulls, 0.5), "ms", 300);
        report.figure("— all of them", text(pulls));
        report.figure("the same by snapshot", text(snapshots));
        int changed = office.cancelSome(work, rows / CHANGED);
        Fill one = timed(device, person, SimulatedDevice::pull);
        if (one.rows() < changed || one.rows() > 2 * changed) {
            throw new IllegalStateException(one.rows() + " rows came of " + changed + " changes");
        }
        report.figure("pull after 1 % of them changed", text(List.of(one)));
    }

    private static Fill timed(SimulatedDevice device, Person person, Function<SimulatedDevice, Integer> work) {
        long bytes = person.received();
        long began = System.nanoTime();
        int rows = work.apply(device);
        return new Fill(rows, System.nanoTime() - began, person.received() - bytes);
    }

    private static double millis(List<Fill> fills, double share) {
        return Latencies.of(fills.stream().map(Fill::nanos).toList()).millis(share);
    }

    private static String text(List<Fill> fills) {
        Fill last = fills.get(fills.size() - 1);
        return "%s; %,d rows, %,.0f KiB received"
                .formatted(
                        Latencies.of(fills.stream().map(Fill::nanos).toList()).text(), last.rows(), last.bytes() / KIB);
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

    private <T> List<Callable<T>> tasks(Function<SimulatedDevice, T> task) {
        List<Callable<T>> tasks = new ArrayList<>();
        devices.forEach(device -> tasks.add(() -> task.apply(device)));
        return tasks;
    }
}
