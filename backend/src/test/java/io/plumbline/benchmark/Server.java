package io.plumbline.benchmark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** The packaged application as a process of its own on a free port, with its own data directory. */
final class Server implements AutoCloseable {
    /** The first start loads the demo organisation. */
    private static final Duration LIMIT = Duration.ofMinutes(15);

    private static final long POLL_MILLIS = 10;

    private final Process process;
    private final Path data;
    private final Path log;
    private final URI base;
    private final Duration untilReady;

    private Server(Process process, Path data, Path log, URI base, long began)
            throws IOException, InterruptedException {
        this.process = process;
        this.data = data;
        this.log = log;
        this.base = base;
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "stop application"));
        awaitReady(began + LIMIT.toNanos());
        untilReady = Duration.ofNanos(System.nanoTime() - began);
    }

    /** Starts it and waits until it says it is ready. */
    static Server start(Settings settings, Path data, String demoPassword, String name)
            throws IOException, InterruptedException {
        int port = freePort();
        Path log = settings.directory().resolve(name + ".log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(settings.jvm());
        command.add("-Dquarkus.http.host=127.0.0.1");
        command.add("-Dquarkus.http.port=" + port);
        command.add("-Dplumbline.data-dir=" + data);
        command.add("-Dplumbline.demo=true");
        command.add("-Dplumbline.demo.scale=" + settings.demoScale());
        command.add("-Dplumbline.demo.password=" + demoPassword);
        command.add("-jar");
        command.add(settings.application().toString());
        long began = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .directory(settings.directory().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new Server(process, data, log, URI.create("http://127.0.0.1:" + port), began);
    }

    URI base() {
        return base;
    }

    /** From the start of the process to the first "ready". */
    Duration untilReady() {
        return untilReady;
    }

    /** A figure of the process in kB, such as {@code VmRSS}; empty where there is no /proc. */
    OptionalLong memoryKb(String figure) throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.isReadable(status)) {
            return OptionalLong.empty();
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith(figure + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst();
    }

    /**
     * Processor time of the application so far, and of PostgreSQL with its children that ended; zero where there is
     * no /proc.
     */
    Processor processor() throws IOException {
        double application = seconds(process.toHandle());
        double database = 0;
        for (ProcessHandle handle : ProcessHandle.allProcesses().toList()) {
            if (isPostgres(handle)) {
                database += seconds(handle);
            }
        }
        return new Processor(application, database);
    }

    /** Seconds of processor time. */
    record Processor(double application, double database) {
        Processor since(Processor earlier) {
            return new Processor(application - earlier.application, database - earlier.database);
        }
    }

    /** Of the server in this data directory: its first process and the children of that. */
    private boolean isPostgres(ProcessHandle handle) throws IOException {
        Path pid = data.resolve("postgres/postmaster.pid");
        if (!Files.isReadable(pid)) {
            return false;
        }
        long first = Long.parseLong(Files.readAllLines(pid).get(0).strip());
        return handle.pid() == first
                || handle.parent().filter(parent -> parent.pid() == first).isPresent();
    }

    /** User and system time with that of children waited for: fields 14 to 17 of /proc/…/stat, in hundredths. */
    private static double seconds(ProcessHandle handle) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(handle.pid()), "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            double hundredths = 0;
            for (int field = 11; field <= 14; field++) {
                hundredths += Long.parseLong(fields[field]);
            }
            return hundredths / 100;
        } catch (IOException ended) {
            return 0;
        }
    }

    /** Asks it to stop and waits until it did. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interruption) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void awaitReady(long deadline) throws InterruptedException {
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest question = HttpRequest.newBuilder(base.resolve("/q/health/ready"))
                .timeout(Duration.ofSeconds(10))
                .build();
        while (System.nanoTime() < deadline) {
            if (!process.isAlive()) {
                throw new IllegalStateException("The application stopped while starting; see " + log);
            }
            try {
                if (http.send(question, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
                // Up, but the demo is being loaded; every question is a line in its log.
                Thread.sleep(5 * POLL_MILLIS);
            } catch (IOException notYet) {
                // nothing listens yet
            }
            Thread.sleep(POLL_MILLIS);
        }
        process.destroy();
        throw new IllegalStateException("The application was not ready after " + LIMIT + "; see " + log);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
