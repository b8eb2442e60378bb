package io.plumbline.benchmark;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.UUID;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Starts the packaged application twice, loads it as devices and the office do, and writes what it measured to the log
 * and to {@code results.md}. Fails when something was lost, doubled or refused; never because of a time.
 */
public final class Benchmark {
    private static final Logger LOG = Logger.getLogger(Benchmark.class);

    private Benchmark() {}

    public static void main(String... arguments) throws Exception {
        Settings settings = Settings.fromSystemProperties();
        if (!Files.isRegularFile(settings.application())) {
            throw new IllegalStateException(settings.application() + " is missing: package the application first");
        }
        Files.createDirectories(settings.directory());
        Path data = Files.createTempDirectory(settings.directory(), "data-");
        Report report = new Report();
        try {
            run(settings, data, report);
        } finally {
            delete(data);
        }
        Path results = settings.directory().resolve("results.md");
        Files.writeString(results, report.markdown());
        LOG.infof("Measured:%n%n%s%nThis is also in %s", report.markdown(), results);
    }

    private static void run(Settings settings, Path data, Report report)
            throws IOException, InterruptedException, SQLException {
        String password = "bench-" + UUID.randomUUID();
        FileStore disk = Files.getFileStore(data);
        report.fact("file system of the data", disk.type());
        report.fact("options of the JVM", settings.jvm().isEmpty() ? "none" : String.join(" ", settings.jvm()));
        LOG.infof("First start, with the demo organisation at scale %s", settings.demoScale());
        Duration first;
        try (Server server = Server.start(settings, data, password, "first-start")) {
            first = server.untilReady();
        }
        LOG.infof("Second start; the first took %.1f s", seconds(first));
        try (Server server = Server.start(settings, data, password, "load")) {
            report.atMost("start with the embedded database", seconds(server.untilReady()), "s", 8);
            report.figure(
                    "first start: new database, migrations, demo organisation", "%.1f s".formatted(seconds(first)));
            BareInserts bare = BareInserts.into(data);
            report.fact("PostgreSQL", bare.version() + ", durable, in the same machine as application and driver");
            HttpClient http =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            new Load(settings, server, http, password, report).run(bare);
        }
    }

    static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
