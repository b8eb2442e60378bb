package io.plumbline.sync.fuzz;

import io.plumbline.platform.testing.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs {@link ParserTarget} under Jazzer, which keeps what reaches code that nothing reached before. For the profile
 * {@code fuzz} alone, which brings Jazzer; a process of its own, because it instruments every class it loads.
 */
final class CoverageGuided {
    private static final String JAZZER = "com.code_intelligence.jazzer.Jazzer";

    private CoverageGuided() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path home = Repository.root().resolve("backend/target/jazzer");
        Path corpus = Files.createDirectories(home.resolve("corpus"));
        int number = 0;
        for (byte[] seed : ParserSeeds.load()) {
            Files.write(corpus.resolve("seed-" + number), seed);
            number++;
        }
        // The time limit of an input is far above what one takes: the first ones pay for the instrumentation. The heap
        // has
        // a bound of its own, below that of the process: else it grows to a quarter of the machine, and that is no
        // find.
        Process jazzer = new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx1g",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        JAZZER,
                        "--target_class=" + ParserTarget.class.getName(),
                        "--instrumentation_includes=io.plumbline.sync.**",
                        "--custom_hook_excludes=com.fasterxml.**",
                        "--reproducer_path=" + home,
                        "-artifact_prefix=" + home + "/",
                        "-max_total_time=" + Long.getLong("fuzz.seconds", 600),
                        "-max_len=65536",
                        "-timeout=60",
                        "-rss_limit_mb=3072",
                        corpus.toString()))
                .inheritIO()
                .start();
        System.exit(jazzer.waitFor());
    }
}
