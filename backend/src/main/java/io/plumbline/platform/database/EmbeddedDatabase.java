package io.plumbline.platform.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The PostgreSQL server the application brings along, in one directory:
 *
 * <pre>
 * application.lock   held by the running application, names its process
 * postgres/          PostgreSQL's data, with checksums
 * postgres.log       PostgreSQL's log; the previous one when it grew over 10 MB is postgres.log.1
 * postgres.password  the password of both database users, readable by the owner alone
 * postgres.port      the port used last
 * runtime/           the unpacked programs, unless another folder is given
 * </pre>
 *
 * <p>The server is a process of its own and outlives a killed application. Who then holds the lock at the next start
 * stops it in good order and starts a new one: PostgreSQL keeps every committed transaction either way.
 */
public final class EmbeddedDatabase implements AutoCloseable {
    /** Who owns the schema; the application itself works with fewer rights. */
    static final String OWNER = "plumbline";

    private static final String DATABASE = "plumbline";
    private static final String SUPERUSER = "postgres";
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final long LOG_LIMIT = 10L << 20;
    private static final int STARTS = 3;

    /**
     * What to start.
     *
     * @param directory the data directory; made when absent
     * @param binaries where the programs are unpacked; may be shared by many directories
     * @param durable whether what is committed survives a power cut; false is for tests alone
     */
    public record Settings(Path directory, Path binaries, boolean durable) {
        /** Settings for real data. */
        public static Settings realData(Path directory) {
            return new Settings(directory, directory.resolve("runtime"), true);
        }

        /** Settings for data that may be lost: faster, and the programs are unpacked once per machine and user. */
        public static Settings throwAway(Path directory) {
            Path shared = Path.of(
                    System.getProperty("java.io.tmpdir"), "plumbline-postgres-" + System.getProperty("user.name"));
            return new Settings(directory, shared, false);
        }
    }

    private final Settings settings;
    private final Path data;
    private final DirectoryLock lock;
    private final Programs programs;
    private final String password;
    private final int port;

    private EmbeddedDatabase(Settings given) throws IOException, SQLException {
        settings = new Settings(
                given.directory().toAbsolutePath().normalize(),
                given.binaries().toAbsolutePath().normalize(),
                given.durable());
        Path directory = settings.directory();
        data = directory.resolve("postgres");
        lock = DirectoryLock.take(directory);
        rotateLog(log());
        Path home = PostgresBinaries.unpackBelow(settings.binaries());
        Files.createDirectories(data);
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
        programs = new Programs(home, log());
        if (!Files.exists(log())) {
            Files.createFile(log());
        }
        programs.handOver(log());
        boolean isNew = !Files.isRegularFile(data.resolve("PG_VERSION"));
        password = isNew ? createCluster() : Files.readString(directory.resolve("postgres.password"));
        programs.handOver(data);
        stopOrphan();
        port = choosePort(directory.resolve("postgres.port"));
        Files.writeString(data.resolve("plumbline.conf"), configuration());
        programs.handOver(data.resolve("plumbline.conf"));
        startServer();
        createDatabase();
    }

    /**
     * Starts the server and waits until it answers.
     *
     * @throws DatabaseException with the reason in one sentence
     */
    public static EmbeddedDatabase start(Settings settings) {
        try {
            return new EmbeddedDatabase(settings);
        } catch (IOException | SQLException failure) {
            throw new DatabaseException(
                    "The embedded PostgreSQL in " + settings.directory() + " did not start: " + failure.getMessage(),
                    failure);
        }
    }

    public String jdbcUrl() {
        return url(DATABASE);
    }

    public String username() {
        return OWNER;
    }

    public String password() {
        return password;
    }

    /** Where PostgreSQL writes its log. */
    public Path log() {
        return settings.directory().resolve("postgres.log");
    }

    /** Lets clients finish for ten seconds, then stops the server. */
    @Override
    public void close() {
        if (!programs.succeeds(Duration.ofSeconds(15), "pg_ctl", stop("smart"))) {
            programs.run(LIMIT, "pg_ctl", stop("fast"));
        }
        try {
            lock.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private List<String> stop(String mode) {
        return List.of("-D", data.toString(), "-m", mode, "-w", "-t", mode.equals("smart") ? "10" : "80", "stop");
    }

    private String createCluster() throws IOException {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        String secret = HexFormat.of().formatHex(random);
        // Inside the data directory, because that is what the user who runs initdb may read.
        Path file = settings.directory().resolve("postgres.password");
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, secret);
        programs.handOver(file);
        PostgresBinaries.deleteTree(data);
        Path unfinished = settings.directory().resolve("postgres.new");
        PostgresBinaries.deleteTree(unfinished);
        Files.createDirectories(unfinished);
        programs.handOver(unfinished);
        programs.run(
                LIMIT,
                "initdb",
                List.of(
                        "-D",
                        unfinished.toString(),
                        "-U",
                        SUPERUSER,
                        "--pwfile=" + file,
                        "--auth=scram-sha-256",
                        "--data-checksums",
                        "--encoding=UTF8",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--locale=C",
                        settings.durable() ? "--sync-method=fsync" : "--no-sync"));
        Files.writeString(
                unfinished.resolve("postgresql.conf"), "include = 'plumbline.conf'\n", StandardOpenOption.APPEND);
        Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
        return secret;
    }

    /** The lock is ours, so a server that still runs here lost its application. */
    private void stopOrphan() throws IOException {
        PostmasterFile file = PostmasterFile.in(data);
        if (!file.exists()) {
            return;
        }
        if (file.serverRuns()) {
            programs.run(LIMIT, "pg_ctl", stop("fast"));
        } else {
            file.disown();
        }
    }

    /** Of a server that was killed, a session may still be ending; PostgreSQL refuses to start beside it. */
    private void startServer() {
        List<String> start = List.of("-D", data.toString(), "-w", "-t", "80", "-l", log().toString(), "start");
        Duration pause = Duration.ofSeconds(2);
        for (int attempt = 1; attempt < STARTS; attempt++) {
            if (programs.succeeds(LIMIT, "pg_ctl", start)) {
                return;
            }
            LockSupport.parkNanos(pause.toNanos());
        }
        programs.run(LIMIT, "pg_ctl", start);
    }

    private static int choosePort(Path file) throws IOException {
        int remembered = Files.isRegularFile(file)
                ? Integer.parseInt(Files.readString(file).strip())
                : 0;
        int port = remembered > 0 && isFree(remembered) ? remembered : freePort(0);
        Files.writeString(file, Integer.toString(port));
        return port;
    }

    private static boolean isFree(int port) {
        try {
            return freePort(port) == port;
        } catch (IOException taken) {
            return false;
        }
    }

    private static int freePort(int wanted) throws IOException {
        try (ServerSocket socket = new ServerSocket(wanted, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            return socket.getLocalPort();
        }
    }

    private String configuration() {
        String durability = settings.durable() ? "on" : "off";
        return """
                # Written at every start; put your own settings into postgresql.auto.conf with ALTER SYSTEM.
                listen_addresses = '127.0.0.1'
                port = %d
                unix_socket_directories = ''
                max_connections = 100
                fsync = %s
                synchronous_commit = %s
                full_page_writes = %s
                timezone = 'UTC'
                log_timezone = 'UTC'
                log_checkpoints = off
                """.formatted(port, durability, durability, durability);
    }

    private void createDatabase() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url("postgres"), SUPERUSER, password);
                Statement statement = connection.createStatement()) {
            if (!exists(statement, "select 1 from pg_roles where rolname = '" + OWNER + "'")) {
                statement.execute("create role " + OWNER + " login createrole password '" + password + "'");
            }
            if (!exists(statement, "select 1 from pg_database where datname = '" + DATABASE + "'")) {
                statement.execute("create database " + DATABASE + " owner " + OWNER);
            }
        }
    }

    private static boolean exists(Statement statement, String query) throws SQLException {
        try (ResultSet result = statement.executeQuery(query)) {
            return result.next();
        }
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    private static void rotateLog(Path log) throws IOException {
        if (Files.isRegularFile(log) && Files.size(log) > LOG_LIMIT) {
            Files.move(log, log.resolveSibling("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
