package io.plumbline.sync.conformance;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/** Runs the vectors that apply to servers. */
public final class RunCommand implements Command {
    private static final int HOLDS = 0;
    private static final int FAILS = 1;
    private static final int UNUSABLE = 2;

    @Override
    public String name() {
        return "run";
    }

    @Override
    public String summary() {
        return "drives a server through the conformance vectors";
    }

    @Override
    public String help() {
        return Options.HELP;
    }

    @Override
    public int run(List<String> args, PrintStream out, PrintStream err) {
        try {
            Options options = Options.parse(args);
            List<Vector> vectors =
                    Vectors.load().stream().filter(options::wants).toList();
            if (vectors.isEmpty()) {
                throw new Options.UsageException("No vector has such a topic and name.");
            }
            Http http = new Http(options.server());
            World world = new World(http, options);
            List<Verdict> verdicts;
            try {
                verdicts = new Suite(world).run(vectors, out);
            } finally {
                world.leave();
            }
            Report report = new Report(verdicts, options.server().toString());
            report.print(out);
            if (options.report() != null) {
                report.writeJson(options.report());
            }
            if (options.junit() != null) {
                report.writeJunit(options.junit());
            }
            return report.hasFailures() ? FAILS : HOLDS;
        } catch (Options.UsageException e) {
            err.println(e.getMessage());
            return UNUSABLE;
        } catch (Unusable | IOException e) {
            err.println("The server could not be tried. " + e.getMessage());
            return UNUSABLE;
        }
    }
}
