package io.plumbline.sync.interleaving;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.sync.SyncTestJobs;
import io.plumbline.sync.interleaving.Plant.Bug;
import io.plumbline.testing.TestOrganisation;
import io.plumbline.testing.TestOrganisations;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same schedules each time, new ones for a while, and bugs that some schedule must catch. */
@QuarkusTest
class InterleavingIT {
    private static final int FIXED_SEEDS = 16;
    /** So many are enough when everything interesting happened in them. */
    private static final int FEWEST = 7;
    /** From here on it is the long version. */
    private static final int LONG_SECONDS = 60;

    private static final List<String> INTERESTING = List.of(
            "applied",
            "duplicate",
            "held",
            "parked",
            "superseded",
            "snapshot",
            "cursor expired",
            "page below an open transaction",
            "verify equal",
            "verify changed",
            "file uploaded",
            "repeated batch",
            "waits for a lock",
            "connections killed",
            "office reassigns 204",
            "office cancels 204");
    private static final Logger LOG = Logger.getLogger(InterleavingIT.class);
    private static final int TRIES = 150;
    private static final int TOLD = 300;
    private static final double KILLS = 0.01;
    /** A bug that nothing but a kill in the right place shows. */
    private static final double MANY_KILLS = 0.03;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    @Inject
    TestOrganisations organisations;

    @Inject
    SyncTestJobs jobs;

    @Inject
    SteppedStatements statements;

    @Inject
    Jdbi jdbi;

    @Inject
    Audit audit;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;

    @ConfigProperty(name = "quarkus.datasource.username")
    String username;

    @ConfigProperty(name = "quarkus.datasource.password")
    String password;

    @Test
    void holdsInTheFixedSchedulesAndEverythingInterestingHappens() {
        Map<String, Integer> counts = new TreeMap<>();
        long deadlocks = deadlocks();
        int fewest = seconds() < LONG_SECONDS ? FEWEST : FIXED_SEEDS;
        int runs = 0;
        while (runs < FIXED_SEEDS && !(runs >= fewest && counts.keySet().containsAll(INTERESTING))) {
            runs++;
            run(runs, null).forEach((event, count) -> counts.merge(event, count, Integer::sum));
        }
        assertThat(deadlocks()).as("deadlocks PostgreSQL had to break").isEqualTo(deadlocks);
        LOG.infof("%d schedules: %s", runs, counts);
        assertThat(counts).containsKeys(INTERESTING.toArray(String[]::new));
    }

    @Test
    void holdsInNewSchedules() {
        Long replay = Long.getLong("interleaving.seed");
        if (replay != null) {
            run(replay, null);
            return;
        }
        long began = System.nanoTime();
        long seconds = seconds();
        int runs = 0;
        while (System.nanoTime() - began < seconds * NANOS_PER_SECOND) {
            run(RandomGenerator.getDefault().nextLong(), null);
            runs++;
        }
        LOG.infof("%d new schedules in %d s", runs, (System.nanoTime() - began) / NANOS_PER_SECOND);
    }

    @ParameterizedTest
    @EnumSource
    void catches(Bug bug) {
        int planted = 0;
        for (long seed : bug.seeds(TRIES).toArray()) {
            try {
                planted += run(seed, bug).getOrDefault("planted", 0);
            } catch (CaughtError e) {
                String message = e.getMessage();
                LOG.infof("%s: %s", bug, message.substring(0, Math.min(TOLD, message.length())));
                return;
            }
        }
        throw new AssertionError(
                bug + " was not caught by " + TRIES + " schedules, in which it was " + planted + " times in the SQL");
    }

    /** What a schedule found. */
    private static final class CaughtError extends AssertionError {
        private static final long serialVersionUID = 1L;

        CaughtError(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private Map<String, Integer> run(long seed, Bug bug) {
        double kills =
                bug == Bug.RECEIPT_OUTSIDE_THE_TRANSACTION ? MANY_KILLS : bug == null && seed % 4 == 0 ? KILLS : 0;
        TestOrganisation organisation = organisations.create();
        try (Connection beside = connect(organisation);
                Connection monitor = DriverManager.getConnection(url, username, password)) {
            Turnstile turnstile = new Turnstile(seed, kills, monitor);
            Schedule schedule = new Schedule(seed, turnstile, bug, organisation, jobs, statements, beside);
            try {
                schedule.prepare();
                return schedule.run(audit).counts();
            } catch (AssertionError e) {
                throw new CaughtError("-Dinterleaving.seed=" + seed + ": " + e.getMessage(), e);
            } finally {
                statements.end();
            }
        } catch (SQLException | InterruptedException e) {
            throw new IllegalStateException("-Dinterleaving.seed=" + seed, e);
        }
    }

    /** For how long new schedules are run. */
    private static long seconds() {
        return Long.getLong("interleaving.seconds", 0);
    }

    private long deadlocks() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select deadlocks from pg_stat_database where datname = current_database()")
                .mapTo(Long.class)
                .one());
    }

    private Connection connect(TestOrganisation organisation) throws SQLException {
        Connection connection = DriverManager.getConnection(url, username, password);
        try (Statement statement = connection.createStatement()) {
            statement.execute("set role plumbline_app");
            statement.execute("set app.organisation_id = '" + organisation.id() + "'");
        }
        return connection;
    }
}
