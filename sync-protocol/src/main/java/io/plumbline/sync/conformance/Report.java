package io.plumbline.sync.conformance;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.sync.conformance.Verdict.Status;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Says what became of the vectors: as text, as JSON, as JUnit XML. */
final class Report {
    private final List<Verdict> verdicts;
    private final String server;

    Report(List<Verdict> verdicts, String server) {
        this.verdicts = verdicts;
        this.server = server;
    }

    boolean hasFailures() {
        return count(verdicts, Status.FAILED) > 0;
    }

    /** Every failure with what is needed to try it by hand, what does not apply with the reasons, then the counts. */
    void print(PrintStream out) {
        verdicts.stream().filter(each -> each.status() == Status.FAILED).forEach(each -> print(each, out));
        out.println();
        out.println("Does not apply to a server:");
        byTopic().forEach((topic, some) -> notApplicable(topic, some, out));
        out.println();
        out.printf("%-20s %7s %7s %15s%n", "topic", "passed", "failed", "not applicable");
        byTopic().forEach((topic, some) -> line(topic, some, out));
        line("all", verdicts, out);
        out.println();
        out.println(conclusion());
    }

    private String conclusion() {
        long applicable = verdicts.size() - count(verdicts, Status.NOT_APPLICABLE);
        long failed = count(verdicts, Status.FAILED);
        return failed == 0
                ? "All " + applicable + " vectors that apply to servers hold on " + server
                : failed + " of " + applicable + " vectors do not hold on " + server;
    }

    private static void print(Verdict verdict, PrintStream out) {
        out.println();
        out.println("FAILED   " + verdict.vector().topic() + " / "
                + verdict.vector().name());
        if (!verdict.vector().why().isEmpty()) {
            out.println("why      " + verdict.vector().why());
        }
        out.println("found    " + verdict.reason());
        if (verdict.expected() != null) {
            out.println("expected " + verdict.expected());
        }
        if (verdict.got() != null) {
            out.println("got      " + verdict.got());
        }
        if (verdict.curl() != null) {
            out.println("request  " + verdict.curl());
        }
    }

    /** By reason; of a topic of which nothing applies no names. */
    private static void notApplicable(String topic, List<Verdict> some, PrintStream out) {
        Map<String, List<Verdict>> byReason = some.stream()
                .filter(each -> each.status() == Status.NOT_APPLICABLE)
                .collect(Collectors.groupingBy(Verdict::reason, LinkedHashMap::new, Collectors.toList()));
        byReason.forEach((reason, left) -> {
            out.println(
                    "  " + topic + ": " + left.size() + (left.size() == some.size() ? ", all" : "") + ": " + reason);
            if (left.size() < some.size()) {
                out.println("      "
                        + left.stream().map(each -> each.vector().name()).collect(Collectors.joining("; ")));
            }
        });
    }

    private static void line(String topic, List<Verdict> some, PrintStream out) {
        out.printf(
                "%-20s %7d %7d %15d%n",
                topic, count(some, Status.PASSED), count(some, Status.FAILED), count(some, Status.NOT_APPLICABLE));
    }

    private static long count(List<Verdict> some, Status status) {
        return some.stream().filter(each -> each.status() == status).count();
    }

    private Map<String, List<Verdict>> byTopic() {
        return verdicts.stream()
                .collect(Collectors.groupingBy(each -> each.vector().topic(), LinkedHashMap::new, Collectors.toList()));
    }

    void writeJson(Path file) throws IOException {
        ObjectNode root = Json.object().put("server", server);
        root.put("passed", count(verdicts, Status.PASSED))
                .put("failed", count(verdicts, Status.FAILED))
                .put("notApplicable", count(verdicts, Status.NOT_APPLICABLE));
        ArrayNode all = root.putArray("vectors");
        for (Verdict each : verdicts) {
            ObjectNode one = all.addObject()
                    .put("topic", each.vector().topic())
                    .put("name", each.vector().name())
                    .put("status", each.status().name())
                    .put("millis", each.millis());
            if (each.status() != Status.PASSED) {
                one.put("reason", each.reason());
            }
            if (each.status() == Status.FAILED) {
                one.put("why", each.vector().why());
                one.set("expected", each.expected());
                one.set("got", each.got());
                one.put("request", each.curl());
            }
        }
        Files.write(file, Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
    }

    void writeJunit(Path file) throws IOException {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
        byTopic().forEach((topic, some) -> {
            xml.append("  <testsuite name=\"").append(escaped(topic)).append("\" tests=\"");
            xml.append(some.size()).append("\" failures=\"").append(count(some, Status.FAILED));
            xml.append("\" skipped=\"")
                    .append(count(some, Status.NOT_APPLICABLE))
                    .append("\">\n");
            some.forEach(each -> testCase(each, xml));
            xml.append("  </testsuite>\n");
        });
        Files.writeString(file, xml.append("</testsuites>\n"), StandardCharsets.UTF_8);
    }

    private static void testCase(Verdict verdict, StringBuilder xml) {
        xml.append("    <testcase classname=\"").append(escaped(verdict.vector().topic()));
        xml.append("\" name=\"").append(escaped(verdict.vector().name()));
        xml.append(String.format("\" time=\"%d.%03d\"", verdict.millis() / 1000, verdict.millis() % 1000));
        switch (verdict.status()) {
            case PASSED -> xml.append("/>\n");
            case FAILED ->
                xml.append("><failure message=\"")
                        .append(escaped(verdict.reason()))
                        .append("\">")
                        .append(escaped(
                                "expected " + verdict.expected() + "\ngot " + verdict.got() + "\n" + verdict.curl()))
                        .append("</failure></testcase>\n");
            case NOT_APPLICABLE ->
                xml.append("><skipped message=\"")
                        .append(escaped(verdict.reason()))
                        .append("\"/></testcase>\n");
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replaceAll("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f]", "?");
    }
}
