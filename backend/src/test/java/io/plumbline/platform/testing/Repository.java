package io.plumbline.platform.testing;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the repository is on this machine, for tests that read its files. */
public final class Repository {
    private Repository() {}

    /** The folder that has {@code mvnw}. */
    public static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.exists(folder.resolve("mvnw"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException("The tests run outside the repository");
        }
        return folder;
    }
}
