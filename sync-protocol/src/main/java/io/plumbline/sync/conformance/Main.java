package io.plumbline.sync.conformance;

import io.plumbline.sync.conformance.tablets.TabletsCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Chooses the command by the first argument; an address alone means {@code run}. */
public final class Main {
    private static final int UNUSABLE = 2;
    private static final List<Command> COMMANDS = List.of(new RunCommand(), new TabletsCommand());

    private Main() {}

    /** The program. */
    public static void main(String[] args) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        System.exit(run(COMMANDS, List.of(args), out, err));
    }

    static int run(List<Command> commands, List<String> args, PrintStream out, PrintStream err) {
        if (args.isEmpty() || args.get(0).equals("--help") || args.get(0).equals("help")) {
            out.print(overview(commands));
            return args.isEmpty() ? UNUSABLE : 0;
        }
        for (Command command : commands) {
            if (command.name().equals(args.get(0))) {
                return run(command, args.subList(1, args.size()), out, err);
            }
        }
        return run(commands.get(0), args, out, err);
    }

    private static int run(Command command, List<String> args, PrintStream out, PrintStream err) {
        if (args.contains("--help")) {
            out.print(command.help());
            return 0;
        }
        return command.run(args, out, err);
    }

    private static String overview(List<Command> commands) {
        StringBuilder text =
                new StringBuilder("java -jar sync-protocol-…-conformance.jar [command] http://server …\n\n");
        for (Command command : commands) {
            text.append(String.format("  %-10s %s%n", command.name(), command.summary()));
        }
        return text.append("\nWithout a command it is ")
                .append(commands.get(0).name())
                .append(". --help after a ")
                .append("command tells its options.\n")
                .toString();
    }
}
