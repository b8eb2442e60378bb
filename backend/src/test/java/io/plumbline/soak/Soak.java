package io.plumbline.soak;

import com.google.errorprone.annotations.FormatMethod;
import io.plumbline.sync.conformance.tablets.TabletReport;
import io.plumbline.sync.conformance.tablets.TabletRun;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Kills the packaged application while simulated tablets work through a faulty proxy, and compares at the end. It is a
 * program and no JUnit test, because it needs what only {@code package} makes. Bounded in kills and in time, whichever
 * comes first.
 */
public final class Soak implements AutoCloseable {
    private static final Duration READY = Duration.ofMinutes(5);
    private static final Duration REST = Duration.ofMinutes(10);
    private static final Duration REQUEST = Duration.ofSeconds(6);

    /** So many times out of ten it is killed before it is ready. */
    private static final int EARLY = Integer.getInteger("soak.early", 5);

    /** After that long on average, so that also late moments of a start are met. */
    private static final int EARLY_MS = 3_000;

    /** What is done to the server, out of ten times. */
    private static final int POSTGRES = 2;

    private static final int IN_GOOD_ORDER = 1;

    private final PrintStream out;
    private final Path folder;
    private final long seed;
    private final int kills;
    private final Duration within;
    private final Random random;
    private final PackagedServer server;
    private final FaultProxy proxy;

    private int applicationKills;
    private int killsWhileStarting;
    private int postgresKills;
    private int goodEnds;

    /** What is left of a run that failed is worth a look. */
    private boolean keep = true;

    private Soak(PrintStream out, Path target, long seed, int kills, Duration within) throws IOException {
        this.out = out;
        this.seed = seed;
        this.kills = kills;
        this.within = within;
        this.random = new Random(seed);
        this.folder = Files.createDirectories(target.resolve("soak")).resolve("run-" + System.currentTimeMillis());
        Files.createDirectories(folder);
        this.server = new PackagedServer(target.resolve("quarkus-app/quarkus-run.jar"), folder);
        this.proxy = new FaultProxy(server.port(), seed);
    }

    /** The program; what it can be told is in docs/testing.md, each as a property {@code soak.…}. */
    public static void main(String[] args) throws IOException, InterruptedException, SQLException {
        Path target = Path.of(System.getProperty("soak.target", "target")).toAbsolutePath();
        String given = System.getProperty("soak.seed", "");
        long seed = given.isEmpty() ? System.currentTimeMillis() % 1_000_000 : Long.parseLong(given);
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        boolean right;
        try (Soak soak = new Soak(
                out,
                target,
                seed,
                Integer.getInteger("soak.kills", 3),
                Duration.ofSeconds(Long.getLong("soak.seconds", 45)))) {
            right = soak.run();
            soak.keep = !right;
        }
        System.exit(right ? 0 : 1);
    }

    private boolean run() throws IOException, InterruptedException, SQLException {
        tell("soak: seed %d, at most %d kills, at most %d s, in %s", seed, kills, within.toSeconds(), folder);
        server.start();
        require(server.awaitReady(READY), "The application did not start; see " + folder);
        TabletRun.Plan plan = new TabletRun.Plan(
                server.base(),
                proxy.base(),
                PackagedServer.ADMIN,
                PackagedServer.PASSWORD,
                Integer.getInteger("soak.tablets", 4),
                seed,
                folder.resolve("tablets"),
                REQUEST,
                Double.parseDouble(System.getProperty("soak.pace", "2")));
        try (TabletRun run = new TabletRun(plan)) {
            run.start();
            awaitWork(run);
            long until = System.nanoTime() + within.toNanos();
            while (applicationKills + postgresKills < kills && System.nanoTime() < until) {
                round(run);
            }
            proxy.faultsOff();
            boolean rest = run.comeToRest(REST);
            tell("faults off; %s", rest ? "all is delivered" : "NOT ALL WAS DELIVERED IN TIME");
            TabletReport report = run.report();
            boolean same = storedIsAcknowledged(run);
            tell("%s", figures(run));
            tell("%s", report);
            boolean right = rest && same && report.right();
            if (!right) {
                tell("the same again with -Dsoak.seed=%d; what is left of this run is in %s", seed, folder);
            }
            return right;
        }
    }

    /** One end of the server and its next start; the tablets are told nothing. */
    private void round(TabletRun run) throws IOException, InterruptedException {
        int drawn = random.nextInt(10);
        // The first two ends come in the midst of work, so that a short run has both kinds.
        boolean early = server.starts() > 2 && drawn < EARLY;
        if (early) {
            // In the midst of the start, wherever that is.
            server.awaitReady(Duration.ofMillis((long) (EARLY_MS * -Math.log(1 - random.nextDouble()))));
            killsWhileStarting += server.isReady() ? 0 : 1;
        } else {
            require(server.awaitReady(READY), "The application did not start again; see " + folder);
            run.giveWork();
            awaitPushes(run);
        }
        int how = server.starts() == 2 ? 0 : random.nextInt(10);
        if (how < POSTGRES && server.killPostgres()) {
            postgresKills++;
            Thread.sleep(random.nextInt(1_500));
        }
        if (how < POSTGRES + IN_GOOD_ORDER && how >= POSTGRES) {
            goodEnds++;
            server.stop();
        } else {
            applicationKills++;
            server.killApplication();
        }
        Thread.sleep(random.nextInt(1_000));
        server.start();
        if (server.starts() % 5 == 0 || kills <= 5) {
            tell("%s; %s", ends(), run.progress());
        }
        if (applicationKills + postgresKills >= kills) {
            require(server.awaitReady(READY), "The application did not start at the end; see " + folder);
        }
    }

    /** Of an end before the first operation nothing can be lost. */
    private void awaitWork(TabletRun run) throws InterruptedException {
        run.giveWork();
        long until = System.nanoTime() + REST.toNanos();
        while (run.acknowledgedIds().isEmpty() && System.nanoTime() < until) {
            Thread.sleep(20);
        }
        require(!run.acknowledgedIds().isEmpty(), "The tablets delivered nothing; see " + folder);
    }

    /** Some answers come, and then a moment more, so that the kill falls anywhere. */
    private void awaitPushes(TabletRun run) throws InterruptedException {
        int some = run.answers() + 1 + random.nextInt(12);
        long until = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (run.answers() < some && System.nanoTime() < until) {
            Thread.sleep(10);
        }
        Thread.sleep(random.nextInt(1_000));
    }

    /** The set of operations in the database is the set the tablets have receipts for: none less, none more. */
    private boolean storedIsAcknowledged(TabletRun run) throws IOException, SQLException {
        Set<String> stored = server.storedOperations();
        Set<String> acknowledged = new TreeSet<>(run.acknowledgedIds());
        tell("stored        %d operations, acknowledged %d", stored.size(), acknowledged.size());
        return stored.equals(acknowledged);
    }

    private String ends() {
        return "application killed %d times (%d while starting), PostgreSQL %d, stopped in good order %d"
                .formatted(applicationKills, killsWhileStarting, postgresKills, goodEnds);
    }

    private String figures(TabletRun run) {
        StringBuilder text = new StringBuilder("server        ").append(ends());
        text.append(System.lineSeparator()).append("network      ");
        for (Fault fault : Fault.values()) {
            text.append(' ').append(fault).append(' ').append(proxy.count(fault));
        }
        return text.append(", requests without an answer ")
                .append(run.unanswered())
                .toString();
    }

    @FormatMethod
    private void tell(String format, Object... values) {
        out.println(
                LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS) + " " + format.formatted(values));
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            proxy.close();
        } finally {
            server.close();
        }
        if (!keep) {
            try (Stream<Path> all = Files.walk(folder)) {
                all.sorted(Comparator.reverseOrder())
                        .forEach(path -> path.toFile().delete());
            }
        }
    }
}
