package io.plumbline.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** The figures of a run as a Markdown table, and the machine they are from. */
final class Report {
    private final List<String> facts = new ArrayList<>();
    private final List<String> rows = new ArrayList<>();

    Report() throws IOException {
        fact("processors", processors());
        fact("memory", first(Path.of("/proc/meminfo"), line -> line.startsWith("MemTotal")));
        fact("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        fact("Java", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        fact("load before the run", String.format(Locale.ROOT, "%.1f", load()));
    }

    void fact(String name, String value) {
        facts.add("- " + name + ": " + value);
    }

    /** A figure without a budget. */
    void figure(String name, String measured) {
        rows.add("| %s | %s | | |".formatted(name, measured));
    }

    /** A figure that ought not to be below its budget. */
    void atLeast(String name, double figure, String unit, double budget) {
        budgeted(name, figure, unit, "≥ " + number(budget), figure / budget);
    }

    /** A figure that ought not to be above its budget. */
    void atMost(String name, double figure, String unit, double budget) {
        budgeted(name, figure, unit, "≤ " + number(budget), figure / budget);
    }

    String markdown() {
        return String.join("\n", facts)
                + "\n\n| figure | measured | budget | figure ÷ budget |\n| --- | --- | --- | --- |\n"
                + String.join("\n", rows) + "\n";
    }

    static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private void budgeted(String name, double figure, String unit, String budget, double ratio) {
        rows.add("| %s | %s %s | %s %s | %s |"
                .formatted(name, number(figure), unit, budget, unit, String.format(Locale.ROOT, "%.2f", ratio)));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f", value);
    }

    private static String processors() throws IOException {
        return Runtime.getRuntime().availableProcessors() + " × "
                + first(Path.of("/proc/cpuinfo"), line -> line.startsWith("model name"));
    }

    private static String first(Path file, Predicate<String> line) throws IOException {
        if (!Files.isReadable(file)) {
            return "unknown";
        }
        return Files.readAllLines(file).stream()
                .filter(line)
                .map(found -> found.substring(found.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }
}
