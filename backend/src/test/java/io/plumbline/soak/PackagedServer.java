package io.plumbline.soak;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The packaged application on one port and one data directory, started and killed as often as one likes. */
final class PackagedServer implements AutoCloseable {
    static final String ADMIN = "soak-admin";
    static final String PASSWORD = "soak-secret-of-the-administrator";

    private static final Duration GRACE = Duration.ofSeconds(60);
    private static final int POLL_MILLIS = 200;

    private final Path application;
    private final Path data;
    private final Path log;
    private final int port;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private Process process;
    private int starts;

    PackagedServer(Path application, Path directory) throws IOException {
        this.application = application;
        this.data = Files.createDirectories(directory.resolve("data"));
        this.log = directory.resolve("server.log");
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = socket.getLocalPort();
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "stop what the soak started"));
    }

    int port() {
        return port;
    }

    URI base() {
        return URI.create("http://127.0.0.1:" + port);
    }

    int starts() {
        return starts;
    }

    /** Begins to start it; the one before must have ended. */
    synchronized void start() throws IOException {
        starts++;
        process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx384m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Dquarkus.http.host=127.0.0.1",
                        "-Dquarkus.http.port=" + port,
                        "-Dplumbline.data-dir=" + data,
                        "-Dplumbline.demo=false",
                        "-Dplumbline.bootstrap.organisation-code=soak",
                        "-Dplumbline.bootstrap.admin-name=" + ADMIN,
                        "-Dplumbline.bootstrap.admin-password=" + PASSWORD,
                        "-jar",
                        application.toString()))
                .directory(data.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    boolean isReady() throws InterruptedException {
        HttpRequest question = HttpRequest.newBuilder(base().resolve("/q/health/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return http.send(question, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Waits until it is ready; false when it was not in time, or ended. */
    boolean awaitReady(Duration within) throws InterruptedException {
        long until = System.nanoTime() + within.toNanos();
        while (System.nanoTime() < until && process.isAlive()) {
            if (isReady()) {
                return true;
            }
            Thread.sleep(POLL_MILLIS);
        }
        return false;
    }

    /** SIGKILL for the application; its PostgreSQL goes on alone. */
    void killApplication() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** SIGKILL for PostgreSQL; whether it ran. */
    boolean killPostgres() throws IOException {
        return postgres().map(ProcessHandle::destroyForcibly).orElse(false);
    }

    /** SIGTERM, and patience. */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
            killApplication();
        }
    }

    /** The server of this data directory and of no other. */
    private Optional<ProcessHandle> postgres() throws IOException {
        Path file = data.resolve("postgres/postmaster.pid");
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file);
        if (lines.size() < 2
                || !Path.of(lines.get(1).strip())
                        .equals(data.resolve("postgres").toRealPath())) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(lines.get(0).strip()))
                .filter(handle -> handle.info().command().orElse("").endsWith("postgres"));
    }

    /** Ids of all operations in the database, which must hold each once. */
    Set<String> storedOperations() throws IOException, SQLException {
        String secret = Files.readString(data.resolve("postgres.password")).strip();
        String url = "jdbc:postgresql://127.0.0.1:"
                + Files.readString(data.resolve("postgres.port")).strip() + "/plumbline";
        Set<String> ids = new TreeSet<>();
        try (Connection connection = DriverManager.getConnection(url, "postgres", secret);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select id::text from sync_operations")) {
            while (rows.next()) {
                if (!ids.add(rows.getString(1))) {
                    throw new IllegalStateException("stored twice: " + rows.getString(1));
                }
            }
        }
        return ids;
    }

    /** Ends the application and its PostgreSQL, whatever state they are in. */
    @Override
    public synchronized void close() {
        try {
            if (process != null && process.isAlive()) {
                stop();
            }
            Optional<ProcessHandle> left = postgres();
            if (left.isPresent()) {
                left.get().destroy();
                left.get().onExit().get(GRACE.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException("something of the soak still runs; look in " + data, e);
        }
    }
}
