package io.plumbline.sync.interleaving;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one worker pass at a time. A worker comes to it before each statement and before each commit; the scheduler
 * waits until every worker has come, has ended, or waits inside PostgreSQL for another's lock, and then lets one go on.
 * So at most one statement works at any moment, and the seed decides which.
 */
final class Turnstile {
    /** What the scheduler does to a worker that it lets pass. */
    enum Pass {
        GO,
        /** Its database connection dies first. */
        KILLED
    }

    private static final class Worker {
        private boolean arrived;
        private boolean ended;
        private boolean mayPass;
        private boolean slow;
        private Pass pass = Pass.GO;
        private String at = "";
        private int backend;
    }

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long LOOK_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(4);
    /** A worker that is neither here nor in the database waits for something in the Java virtual machine. */
    private static final long ELSEWHERE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    private static final int KEPT = 60;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Worker> workers = new LinkedHashMap<>();
    private final List<String> story = new ArrayList<>();
    private final Random random;
    /** How often the same worker goes on: some faults need long steps, some need short ones. */
    private final double stickiness;

    private final boolean hasSlow;

    private final double kills;
    private final Connection monitor;
    private volatile boolean open;
    private int steps;
    private int waits;
    private int killed;

    Turnstile(long seed, double kills, Connection monitor) {
        this.random = new Random(seed);
        this.stickiness = List.of(0.0, 0.5, 0.8).get(random.nextInt(3));
        this.hasSlow = random.nextInt(3) == 0;
        this.kills = kills;
        this.monitor = monitor;
    }

    /** Must be called for each before {@link #run}. */
    void expect(String worker) {
        Worker expected = new Worker();
        expected.slow = hasSlow && random.nextInt(4) == 0;
        workers.put(worker, expected);
    }

    boolean expects(String worker) {
        return !open && workers.containsKey(worker);
    }

    /** The worker waits here until it is let through; {@code backend} is its connection's process. */
    Pass pass(String name, String label, int backend) throws InterruptedException {
        lock.lock();
        try {
            Worker worker = workers.get(name);
            if (open || worker == null) {
                return Pass.GO;
            }
            worker.arrived = true;
            worker.at = label;
            worker.backend = backend;
            changed.signalAll();
            while (!worker.mayPass && !open) {
                changed.await();
            }
            worker.arrived = false;
            worker.mayPass = false;
            return worker.pass;
        } finally {
            lock.unlock();
        }
    }

    void end(String name) {
        lock.lock();
        try {
            workers.get(name).ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Steps the workers until all have ended. */
    void run() throws InterruptedException, SQLException {
        String last = "";
        lock.lock();
        try {
            while (true) {
                List<String> ready = settle();
                if (ready.isEmpty()) {
                    return;
                }
                boolean again = ready.contains(last) && random.nextDouble() < stickiness;
                last = again ? last : next(ready);
                let(last);
            }
        } finally {
            open = true;
            changed.signalAll();
            lock.unlock();
        }
    }

    /** A slow one hardly ever, so that others do a lot between two of its steps. */
    private String next(List<String> ready) {
        List<String> quick =
                ready.stream().filter(name -> !workers.get(name).slow).toList();
        List<String> among = quick.isEmpty() || random.nextInt(12) == 0 ? ready : quick;
        return among.get(random.nextInt(among.size()));
    }

    private void let(String name) throws SQLException {
        Worker worker = workers.get(name);
        worker.pass = worker.backend != 0 && random.nextDouble() < kills ? Pass.KILLED : Pass.GO;
        story.add(name + " " + worker.at + (worker.pass == Pass.KILLED ? " — its connection dies" : ""));
        if (story.size() > KEPT) {
            story.remove(0);
        }
        if (worker.pass == Pass.KILLED) {
            kill(worker.backend);
            killed++;
        }
        worker.mayPass = true;
        worker.arrived = false;
        steps++;
        changed.signalAll();
    }

    /** Those that may go on, once all others have ended or wait for one of them; none when all have ended. */
    private List<String> settle() throws InterruptedException, SQLException {
        long began = System.nanoTime();
        while (true) {
            List<String> ready = new ArrayList<>();
            List<Worker> busy = new ArrayList<>();
            workers.forEach((name, worker) -> {
                if (worker.arrived && !worker.mayPass) {
                    ready.add(name);
                } else if (!worker.ended) {
                    busy.add(worker);
                }
            });
            if (busy.isEmpty()) {
                return ready;
            }
            long waited = System.nanoTime() - began;
            if (waited > LOOK_AFTER_NANOS && !ready.isEmpty()) {
                boolean allWait = blocked(busy) == busy.size();
                if (allWait || waited > ELSEWHERE_NANOS) {
                    waits += allWait ? 1 : 0;
                    return ready;
                }
            }
            if (waited > PATIENCE_NANOS) {
                throw new IllegalStateException("Nobody can go on: " + this);
            }
            changed.awaitNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    private int blocked(List<Worker> busy) throws SQLException {
        Set<Integer> backends = new TreeSet<>();
        busy.forEach(worker -> backends.add(worker.backend));
        try (PreparedStatement query = monitor.prepareStatement(
                "select count(*) from unnest(?) p (pid) where cardinality(pg_blocking_pids(p.pid)) > 0")) {
            query.setArray(1, monitor.createArrayOf("int4", backends.toArray()));
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    private void kill(int backend) throws SQLException {
        try (PreparedStatement terminate = monitor.prepareStatement("select pg_terminate_backend(?, 5000)")) {
            terminate.setInt(1, backend);
            terminate.execute();
        }
    }

    /** Whether connections may die. */
    boolean kills() {
        return kills > 0;
    }

    int steps() {
        return steps;
    }

    /** How often somebody had to wait for another's lock. */
    int waits() {
        return waits;
    }

    int killed() {
        return killed;
    }

    /** The last steps, and where everybody is. */
    String story() {
        return String.join("\n", story) + "\n" + this;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        workers.forEach((name, worker) -> text.append(name)
                .append(worker.ended ? " has ended" : worker.arrived ? " is at " : " went on from ")
                .append(worker.ended ? "" : worker.at)
                .append("; "));
        return text.toString();
    }
}
