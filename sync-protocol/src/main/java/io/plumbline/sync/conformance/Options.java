package io.plumbline.sync.conformance;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for on the command line.
 *
 * @param topics to try; empty for all
 * @param vector part of the names to try; empty for all
 * @param report where the JSON report goes, or null
 * @param junit where the JUnit XML goes, or null
 */
record Options(
        URI server,
        String officer,
        String admin,
        String password,
        List<String> topics,
        String vector,
        @Nullable Path report,
        @Nullable Path junit) {
    static final String HELP = """
            java -jar sync-protocol-…-conformance.jar [run] http://server [options]

            Drives a server through the conformance vectors that apply to servers, and says of each whether it held.

              --officer NAME    who publishes checklists and gives out work      (officer@demo)
              --admin NAME      who makes the accounts of inspectors             (admin@demo)
              --password TEXT   of both; else the variable PLUMBLINE_PASSWORD, else the first line of
                                data/demo-password.txt, where a demo server keeps its own
              --topic NAME      only this topic; may be given several times
              --vector TEXT     only vectors whose names contain this
              --report FILE     writes the results as JSON
              --junit FILE      writes the results as JUnit XML

            Exit code: 0 every vector held or does not apply, 1 a vector failed, 2 the server could not be tried.

            It leaves behind, all with a code that begins with cv-: accounts of inspectors (closed at the end), their
            devices, checklists, programmes, assignments and visits of one unit, few of them accepted, and parked
            operations in the office's list. Never run it against an organisation whose numbers matter.
            """;

    private static final Path PASSWORD = Path.of("data", "demo-password.txt");

    /** Who typed something else. */
    static final class UsageException extends Exception {
        private static final long serialVersionUID = 1L;

        UsageException(String message) {
            super(message);
        }
    }

    static Options parse(List<String> args) throws UsageException {
        Map<String, String> values = new HashMap<>();
        List<String> topics = new ArrayList<>();
        @Nullable String server = null;
        for (int i = 0; i < args.size(); i++) {
            String arg = args.get(i);
            if (!arg.startsWith("--")) {
                if (server != null) {
                    throw new UsageException("One server is tried at a time, but there is also " + arg + ".");
                }
                server = arg;
            } else if (!List.of("--officer", "--admin", "--password", "--topic", "--vector", "--report", "--junit")
                            .contains(arg)
                    || i + 1 == args.size()) {
                throw new UsageException("Not understood: " + arg + ". --help tells the options.");
            } else if (arg.equals("--topic")) {
                topics.add(args.get(++i));
            } else {
                values.put(arg, args.get(++i));
            }
        }
        return new Options(
                address(server),
                values.getOrDefault("--officer", "officer@demo"),
                values.getOrDefault("--admin", "admin@demo"),
                password(values.get("--password")),
                List.copyOf(topics),
                values.getOrDefault("--vector", ""),
                path(values.get("--report")),
                path(values.get("--junit")));
    }

    boolean wants(Vector vector) {
        return (topics.isEmpty() || topics.contains(vector.topic()))
                && vector.name().contains(this.vector);
    }

    private static @Nullable Path path(@Nullable String text) {
        return text == null ? null : Path.of(text);
    }

    private static URI address(@Nullable String server) throws UsageException {
        if (server == null || !server.matches("https?://.+")) {
            throw new UsageException("The first argument is the server's address, such as http://localhost:8080.");
        }
        try {
            return URI.create(server.endsWith("/") ? server : server + "/");
        } catch (IllegalArgumentException e) {
            throw new UsageException(server + " is no address.");
        }
    }

    private static String password(@Nullable String given) throws UsageException {
        String password = given == null ? System.getenv("PLUMBLINE_PASSWORD") : given;
        if (password != null) {
            return password;
        }
        if (Files.isReadable(PASSWORD)) {
            try {
                return Files.readString(PASSWORD).strip();
            } catch (IOException e) {
                throw new UsageException(PASSWORD + " cannot be read: " + e.getMessage());
            }
        }
        throw new UsageException("--password is missing. A demo server prints it when it starts, and keeps it in "
                + PASSWORD + " of its own directory.");
    }
}
