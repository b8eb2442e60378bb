package io.plumbline.sync.conformance.tablets;

import io.plumbline.sync.conformance.Command;
import io.plumbline.sync.http.RefusedException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Simulated tablets against a live server, which whoever runs them may kill and start again. */
public final class TabletsCommand implements Command {
    private static final int FOUND = 1;
    private static final int UNUSABLE = 2;
    private static final Duration TOLD_EVERY = Duration.ofSeconds(5);
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Set<String> OPTIONS = Set.of(
            "--admin", "--password", "--tablets", "--seconds", "--visits", "--drain", "--seed", "--pace", "--folder");
    private static final List<Path> PASSWORDS =
            List.of(Path.of("data", "demo-password.txt"), Path.of("backend", "data", "demo-password.txt"));

    @Override
    public String name() {
        return "tablets";
    }

    @Override
    public String summary() {
        return "lets simulated tablets work while you kill the server, then says what was lost";
    }

    @Override
    public String help() {
        return """
                java -jar sync-protocol-…-conformance.jar tablets http://server [options]

                Simulated tablets write answers, notes and photos, submit visits and push them, whatever happens to the
                server: kill it, start it again with the same data. At the end an oracle, which wrote down everything
                before the tablets were told, compares it with what the office sees, and every tablet with the server.

                  --admin NAME      who makes accounts                            (admin@demo)
                  --password TEXT   of that account; else the variable PLUMBLINE_PASSWORD, else the first line of
                                    data/demo-password.txt, where a demo server keeps its own
                  --tablets N       how many; of three or more, two are one person's   (3)
                  --seconds N       how long people write                         (60)
                  --visits N        they stop sooner when so many are submitted
                  --drain N         seconds until all must be delivered afterwards (300)
                  --seed N          of what people write and when                 (drawn)
                  --pace N          what each writes in a second                  (4)
                  --folder DIR      for the tablets' disks and the oracle's notes (a new one in the system's)

                Exit code: 0 nothing lost, nothing doubled, every tablet equal to the server; 1 otherwise; 2 the server
                could not be tried.

                It leaves behind, all with a code that begins with tablets-: accounts, devices, a checklist, a
                programme, assignments and visits of one unit, none accepted.
                """;
    }

    @Override
    public int run(List<String> args, PrintStream out, PrintStream err) {
        Map<String, String> values = new HashMap<>();
        @Nullable URI server = null;
        for (int i = 0; i < args.size(); i++) {
            if (args.get(i).matches("https?://.+")) {
                server = URI.create(args.get(i));
            } else if (OPTIONS.contains(args.get(i)) && i + 1 < args.size()) {
                values.put(args.get(i), args.get(++i));
            } else {
                err.println("Not understood: " + args.get(i) + ". --help tells the options.");
                return UNUSABLE;
            }
        }
        if (server == null) {
            err.println("The server's address is missing, such as http://localhost:8080.");
            return UNUSABLE;
        }
        try {
            return run(plan(server, values), values, out);
        } catch (UnusableException | RefusedException | IOException | NumberFormatException e) {
            err.println(e.getMessage());
            return UNUSABLE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return UNUSABLE;
        }
    }

    private static TabletRun.Plan plan(URI server, Map<String, String> values) throws IOException {
        String folder = values.get("--folder");
        return new TabletRun.Plan(
                server,
                server,
                values.getOrDefault("--admin", "admin@demo"),
                password(values.get("--password")),
                Math.max(1, number(values, "--tablets", 3)),
                values.containsKey("--seed")
                        ? Long.parseLong(values.get("--seed"))
                        : System.currentTimeMillis() % 1_000_000,
                folder == null ? Files.createTempDirectory("plumbline-tablets") : Path.of(folder),
                LIMIT,
                Math.max(1, number(values, "--pace", 4)));
    }

    private static int number(Map<String, String> values, String name, int otherwise) {
        String text = values.get(name);
        return text == null ? otherwise : Integer.parseInt(text);
    }

    private static String password(@Nullable String given) throws IOException {
        String password = given == null ? System.getenv("PLUMBLINE_PASSWORD") : given;
        if (password != null) {
            return password;
        }
        for (Path file : PASSWORDS) {
            if (Files.isReadable(file)) {
                return Files.readString(file).strip();
            }
        }
        throw new UnusableException("--password is missing, and there is no " + PASSWORDS.get(0) + " here.");
    }

    private static int run(TabletRun.Plan plan, Map<String, String> values, PrintStream out)
            throws IOException, InterruptedException {
        int seconds = number(values, "--seconds", 60);
        int visits = number(values, "--visits", Integer.MAX_VALUE);
        try (TabletRun run = new TabletRun(plan)) {
            out.printf(
                    "%d tablets write for %d s, seed %d, folder %s%n",
                    plan.tablets(), seconds, plan.seed(), plan.folder());
            run.start();
            long began = System.nanoTime();
            long toldAt = began;
            int answers = 0;
            while (System.nanoTime() - began < Duration.ofSeconds(seconds).toNanos() && run.submissions() < visits) {
                Thread.sleep(200);
                if (System.nanoTime() - toldAt > TOLD_EVERY.toNanos()) {
                    toldAt = System.nanoTime();
                    boolean silent = run.answers() == answers;
                    answers = run.answers();
                    out.println((silent ? "no answer  " : "           ") + run.progress());
                    if (!silent) {
                        run.giveWork();
                    }
                }
            }
            out.println("Nobody writes any more; what is on the tablets is delivered.");
            boolean rest = run.comeToRest(Duration.ofSeconds(number(values, "--drain", 300)));
            if (!rest) {
                out.println("It was not all delivered in time.");
            }
            TabletReport report = run.report();
            out.println(report);
            return rest && report.right() ? 0 : FOUND;
        }
    }
}
