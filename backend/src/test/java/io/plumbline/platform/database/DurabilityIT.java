package io.plumbline.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Kills the application, or the PostgreSQL it brings along, with SIGKILL in the midst of writing, and looks whether all
 * that was acknowledged is there after the next start. {@code -Dkills=50} kills so often; the end of a machine is
 * beyond it, for what the system has in memory survives a killed process.
 */
class DurabilityIT {
    private static final int KILLS = Integer.getInteger("kills", 8);
    private static final int ACKNOWLEDGED_BEFORE = 150;

    private final Set<String> acknowledged = new HashSet<>();
    private Path directory;

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "killed");
    }

    @AfterEach
    void removeDirectory() {
        PostgresBinaries.deleteTree(directory);
    }

    @Test
    void hasEverythingAcknowledgedAfterTheApplicationOrPostgresWasKilledAgainAndAgain() throws Exception {
        for (int round = 0; round < KILLS; round++) {
            writeAndKill(round, round % 8 >= 5);
        }
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(KILLS * ACKNOWLEDGED_BEFORE);
        Path shared = EmbeddedDatabase.Settings.throwAway(directory).binaries();
        try (EmbeddedDatabase database =
                EmbeddedDatabase.start(new EmbeddedDatabase.Settings(directory, shared, true))) {
            assertThat(written(database)).containsAll(acknowledged);
        }
    }

    private void writeAndKill(int round, boolean killPostgres) throws Exception {
        Process application = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WritesUntilKilled.class.getName(),
                        directory.toString(),
                        Integer.toString(round))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = application.inputReader(StandardCharsets.UTF_8)) {
            for (int i = 0; i < ACKNOWLEDGED_BEFORE; i++) {
                acknowledge(out.readLine());
            }
            ProcessHandle victim = killPostgres ? postgres() : application.toHandle();
            assertThat(victim.destroyForcibly()).isTrue();
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                acknowledge(line);
            }
            assertThat(application.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            application.destroyForcibly();
        }
    }

    private ProcessHandle postgres() throws IOException {
        String pid =
                Files.readAllLines(directory.resolve("postgres/postmaster.pid")).get(0);
        return ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow();
    }

    /** A line that the kill cut in two is not an acknowledgement anybody read. */
    private void acknowledge(String line) {
        assertThat(line).as("the application ended by itself").isNotNull();
        if (line.matches("\\d+/\\d+/\\d+")) {
            acknowledged.add(line);
        }
    }

    private static Set<String> written(EmbeddedDatabase database) throws SQLException {
        Set<String> written = new HashSet<>();
        try (Connection connection = EmbeddedDatabaseTest.connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select n from written")) {
            while (rows.next()) {
                written.add(rows.getString(1));
            }
        }
        return written;
    }
}
