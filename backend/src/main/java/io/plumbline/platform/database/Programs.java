package io.plumbline.platform.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs PostgreSQL's programs. PostgreSQL refuses to run as root, so root runs them in a user namespace where it is
 * nobody ({@code unshare -U}; the files stay root's), or, where namespaces are forbidden, as the user 65534.
 */
final class Programs {
    private static final String NOBODY = "65534";
    private static final Duration CHECK = Duration.ofSeconds(5);

    private final Path home;
    private final Path log;
    private final boolean isRoot = "root".equals(System.getProperty("user.name"));
    private final boolean hasNamespaces = isRoot && finishes(List.of("unshare", "-U", "true"), null, CHECK);

    Programs(Path home, Path log) {
        this.home = home;
        this.log = log;
    }

    /** Makes the file, or the folder with all it has, belong to whom the programs run as; it must exist. */
    void handOver(Path path) throws IOException {
        String owner = hasNamespaces ? "0" : NOBODY;
        if (!isRoot || owner.equals(Files.getAttribute(path, "unix:uid").toString())) {
            return;
        }
        if (!finishes(List.of("chown", "-R", owner + ":" + owner, path.toString()), null, Duration.ofMinutes(1))) {
            throw new DatabaseException("PostgreSQL does not run as root, and " + path
                    + " cannot be given to another user: start the application as an ordinary user.");
        }
    }

    /** Runs to its end and fails with the operator's sentence unless it succeeds. */
    void run(Duration limit, String program, List<String> arguments) {
        if (!succeeds(limit, program, arguments)) {
            throw new DatabaseException("PostgreSQL's " + program + " failed: see " + log + ".");
        }
    }

    boolean succeeds(Duration limit, String program, List<String> arguments) {
        return finishes(command(program, arguments), log, limit);
    }

    /** The whole command, for a process that outlives the class that asks. */
    List<String> command(String program, List<String> arguments) {
        List<String> command = new ArrayList<>(prefix());
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(arguments);
        return command;
    }

    private List<String> prefix() {
        if (!isRoot) {
            return List.of();
        }
        return hasNamespaces
                ? List.of("unshare", "-U")
                : List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
    }

    private static boolean finishes(List<String> command, @Nullable Path log, Duration limit) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.redirectOutput(
                log == null ? ProcessBuilder.Redirect.DISCARD : ProcessBuilder.Redirect.appendTo(log.toFile()));
        try {
            if (log != null) {
                Files.createDirectories(log.getParent());
            }
            Process process = builder.start();
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue() == 0;
            }
            process.destroyForcibly();
            return false;
        } catch (IOException failure) {
            return false;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
