package io.plumbline.platform.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * PostgreSQL's note of the server of a data directory: process number, directory, start. The note outlives a killed
 * server, and its number may then belong to any other program: to another PostgreSQL as well, in particular when the
 * directory was copied while its server ran. So the process must show that it serves this directory: by its working
 * directory, or, where that cannot be asked, by its arguments and by having begun when the note says.
 */
final class PostmasterFile {
    private static final int LINE_OF_START = 2;
    private static final Duration TOLERANCE = Duration.ofSeconds(60);
    /** No system gives this number to a process. */
    private static final String NOBODY = Integer.toString(Integer.MAX_VALUE);

    private final Path data;
    private final Path file;

    private PostmasterFile(Path data) {
        this.data = data;
        this.file = data.resolve("postmaster.pid");
    }

    static PostmasterFile in(Path data) {
        return new PostmasterFile(data);
    }

    boolean exists() {
        return Files.isRegularFile(file);
    }

    /** Whether the server that wrote the note runs and serves this directory. */
    boolean serverRuns() throws IOException {
        List<String> lines = Files.readAllLines(file);
        return pid(lines)
                .flatMap(ProcessHandle::of)
                .filter(process -> isPostgres(process) && serves(process, lines))
                .isPresent();
    }

    /**
     * Takes the process number out, which PostgreSQL would take for a running server. The rest stays: from it
     * PostgreSQL
     * tells whether sessions of the dead server still work on the directory.
     */
    void disown() throws IOException {
        List<String> lines = Files.readAllLines(file);
        if (pid(lines).isEmpty()) {
            Files.delete(file);
            return;
        }
        lines.set(0, NOBODY);
        Files.write(file, lines);
    }

    private static Optional<Long> pid(List<String> lines) {
        return lines.stream()
                .findFirst()
                .map(String::strip)
                .filter(text -> text.matches("[1-9][0-9]{0,9}"))
                .map(Long::parseLong);
    }

    private static boolean isPostgres(ProcessHandle process) {
        return process.info()
                .command()
                .filter(command -> Path.of(command).endsWith("postgres"))
                .isPresent();
    }

    private boolean serves(ProcessHandle process, List<String> lines) {
        Path link = Path.of("/proc", Long.toString(process.pid()), "cwd");
        try {
            if (Files.exists(link)) {
                return Files.isSameFile(link, data);
            }
        } catch (IOException notAllowed) {
            // the arguments tell as well, unless the directory was moved
        }
        return process.info().arguments().filter(this::nameData).isPresent() && beganAsNoted(process, lines);
    }

    private boolean nameData(String[] arguments) {
        int option = Arrays.asList(arguments).indexOf("-D");
        return option >= 0
                && option + 1 < arguments.length
                && Path.of(arguments[option + 1]).normalize().equals(data);
    }

    private static boolean beganAsNoted(ProcessHandle process, List<String> lines) {
        if (lines.size() <= LINE_OF_START || !lines.get(LINE_OF_START).strip().matches("[0-9]{1,12}")) {
            return true;
        }
        Instant noted =
                Instant.ofEpochSecond(Long.parseLong(lines.get(LINE_OF_START).strip()));
        return process.info()
                .startInstant()
                .map(began -> Duration.between(began, noted).abs().compareTo(TOLERANCE) <= 0)
                .orElse(true);
    }
}
