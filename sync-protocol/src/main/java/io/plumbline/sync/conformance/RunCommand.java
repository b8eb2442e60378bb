package io.plumbline.sync.conformance;

import java.io.PrintStream;
import java.util.List;

/** Runs the vectors that apply to servers. */
final class RunCommand implements Command {
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
        return "run http://server\n";
    }

    @Override
    public int run(List<String> args, PrintStream out, PrintStream err) {
        err.println("Nothing to run yet.");
        return 2;
    }
}
