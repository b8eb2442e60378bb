package io.plumbline.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EmbeddedDatabaseTest {
    private Path directory;

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "embedded");
    }

    @AfterEach
    void removeDirectory() {
        PostgresBinaries.deleteTree(directory);
    }

    @Test
    void isDurableChecksItsPagesAndAsksForAPasswordWhenItHoldsRealData() throws SQLException {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(settings())) {
            assertThat(ask(database, "select current_setting('fsync')")).isEqualTo("on");
            assertThat(ask(database, "select current_setting('synchronous_commit')"))
                    .isEqualTo("on");
            assertThat(ask(database, "select current_setting('full_page_writes')"))
                    .isEqualTo("on");
            assertThat(ask(database, "select current_setting('data_checksums')"))
                    .isEqualTo("on");
            assertThat(ask(database, "select current_setting('server_encoding')"))
                    .isEqualTo("UTF8");
            assertThat(ask(database, "select rolsuper::text from pg_roles where rolname = current_user"))
                    .isEqualTo("false");
            assertThatThrownBy(() -> DriverManager.getConnection(database.jdbcUrl(), "postgres", "wrong"))
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void refusesASecondStartAndNamesDirectoryAndProcess() {
        EmbeddedDatabase first = EmbeddedDatabase.start(settings());
        try (first) {
            assertThatThrownBy(() -> EmbeddedDatabase.start(settings()))
                    .isInstanceOf(DatabaseException.class)
                    .hasMessageContaining(directory.toAbsolutePath().toString())
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
        }
    }

    @Test
    void keepsWhatWasCommittedWhenTheApplicationIsKilled() throws Exception {
        Process killed = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        DatabaseToKill.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(killed.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(out.readLine()).isEqualTo("committed");
            killed.destroyForcibly();
            assertThat(killed.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(directory.resolve("postgres/postmaster.pid")).exists();
        try (EmbeddedDatabase database = EmbeddedDatabase.start(settings())) {
            assertThat(ask(database, "select max(n)::text from kept")).isEqualTo("42");
        }
        assertThat(directory.resolve("postgres/postmaster.pid")).doesNotExist();
        try (EmbeddedDatabase database = EmbeddedDatabase.start(settings())) {
            assertThat(ask(database, "select max(n)::text from kept")).isEqualTo("42");
        }
    }

    @Test
    void leavesTheServerOfAnotherDirectoryAloneWhenAStaleNoteNamesItsProcess() throws Exception {
        Path other = Files.createDirectories(directory.resolve("other"));
        EmbeddedDatabase.start(settings(other)).close();
        EmbeddedDatabase first = EmbeddedDatabase.start(settings());
        try (first) {
            Path note = Path.of("postgres", "postmaster.pid");
            Files.copy(directory.resolve(note), other.resolve(note));
            try (EmbeddedDatabase second = EmbeddedDatabase.start(settings(other))) {
                assertThat(ask(second, "select 'second'")).isEqualTo("second");
            }
            assertThat(ask(first, "select 'first'")).isEqualTo("first");
        }
    }

    @Test
    void takesAServerForItsOwnOnlyWhenItServesTheDirectory() throws Exception {
        EmbeddedDatabase database = EmbeddedDatabase.start(settings());
        Path data = directory.resolve("postgres");
        Path copy = Files.createDirectories(directory.resolve("copy"));
        try (database) {
            Files.copy(data.resolve("postmaster.pid"), copy.resolve("postmaster.pid"));
            assertThat(PostmasterFile.in(data).serverRuns()).isTrue();
            assertThat(PostmasterFile.in(copy).serverRuns()).isFalse();
        }
        assertThat(PostmasterFile.in(data).exists()).isFalse();
    }

    @Test
    void saysWhichDatabaseToUseWhenThereAreNoProgramsForTheMachine() {
        assertThat(PostgresBinaries.archiveName("Linux", "aarch64")).isEqualTo("postgres-linux-arm_64.txz");
        assertThat(PostgresBinaries.archiveName("Mac OS X", "x86_64")).isEqualTo("postgres-darwin-x86_64.txz");
        assertThatThrownBy(() -> PostgresBinaries.archiveName("Linux", "s390x"))
                .hasMessageContaining("QUARKUS_DATASOURCE_JDBC_URL");
    }

    static String ask(EmbeddedDatabase database, String query) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getString(1);
        }
    }

    static Connection connect(EmbeddedDatabase database) throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.username(), database.password());
    }

    private EmbeddedDatabase.Settings settings() {
        return settings(directory);
    }

    private static EmbeddedDatabase.Settings settings(Path directory) {
        Path shared = EmbeddedDatabase.Settings.throwAway(directory).binaries();
        return new EmbeddedDatabase.Settings(directory, shared, true);
    }
}
