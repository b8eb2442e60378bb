package io.plumbline.sync.conformance;

import java.io.PrintStream;
import java.util.List;

/** Something the jar can do, chosen by its name as the first argument. */
public interface Command {
    /** As it is typed. */
    String name();

    /** One line for the list of commands. */
    String summary();

    /** What {@code <name> --help} prints: arguments, options, exit codes. */
    String help();

    /**
     * Does it.
     *
     * @param args what was typed after the name
     * @return 0 when all is as it should be, 1 when something was found, 2 when it could not be tried
     */
    int run(List<String> args, PrintStream out, PrintStream err);
}
