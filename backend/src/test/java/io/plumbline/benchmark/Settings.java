package io.plumbline.benchmark;

import java.nio.file.Path;
import java.util.List;

/**
 * What to measure; each is a system property {@code benchmark.…}.
 *
 * @param application the packaged application
 * @param directory where data and logs of the run go
 * @param devices how many devices send at once, each with a person of its own
 * @param visits how many visits each device sends in each measured push
 * @param warmUpVisits how many each sends before anything is measured, so that the JVM has compiled what it will run
 * @param demoScale how much of the demo organisation is loaded
 * @param jvm options of the application's JVM
 */
record Settings(
        Path application,
        Path directory,
        int devices,
        int visits,
        int warmUpVisits,
        String demoScale,
        List<String> jvm) {
    static Settings fromSystemProperties() {
        Path target = Path.of(System.getProperty("benchmark.target", "target")).toAbsolutePath();
        int visits = Integer.getInteger("benchmark.visits", 20);
        String jvm = System.getProperty("benchmark.jvm", "").strip();
        return new Settings(
                target.resolve("quarkus-app/quarkus-run.jar"),
                target.resolve("benchmark"),
                Integer.getInteger("benchmark.devices", 200),
                visits,
                Integer.getInteger("benchmark.warm-up", visits),
                System.getProperty("benchmark.demo-scale", "0.2"),
                jvm.isEmpty() ? List.of() : List.of(jvm.split("\\s+", -1)));
    }
}
