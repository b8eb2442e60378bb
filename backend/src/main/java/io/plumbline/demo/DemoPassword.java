package io.plumbline.demo;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * The one password of all demo accounts. It is drawn at the first start, so that no two installations share it, and
 * kept in a file that only the server's user can read, so that every start can show it again. When the file is lost,
 * another one is drawn, and {@link AccountsStep} gives it to the accounts before it is kept.
 */
@ApplicationScoped
class DemoPassword {
    private static final String FILE = "demo-password.txt";
    private static final String CONSONANTS = "bdfghkmnprstvz";
    private static final String VOWELS = "aeiou";
    private static final int SYLLABLES = 6;
    private static final int SYLLABLES_IN_A_GROUP = 2;

    private final DemoConfig config;
    private final Path file;
    private @Nullable String drawn;

    @Inject
    DemoPassword(
            DemoConfig config, @ConfigProperty(name = "plumbline.data-dir", defaultValue = "data") Path directory) {
        this.config = config;
        this.file = directory.resolve(FILE);
    }

    /** The configured password, else the one kept, else a new one. */
    synchronized String getOrDraw() {
        return config.password().or(this::kept).orElseGet(this::drawOnce);
    }

    /** Keeps a new password for the next start; to be called once it is true. */
    synchronized void keep() {
        if (drawn != null) {
            keep(drawn);
            drawn = null;
        }
    }

    private String drawOnce() {
        String password = drawn == null ? draw() : drawn;
        drawn = password;
        return password;
    }

    private Optional<String> kept() {
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("The demo password in " + file + " cannot be read", e);
        }
    }

    private static String draw() {
        SecureRandom random = new SecureRandom();
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < SYLLABLES; i++) {
            if (i > 0 && i % SYLLABLES_IN_A_GROUP == 0) {
                password.append('-');
            }
            password.append(CONSONANTS.charAt(random.nextInt(CONSONANTS.length())));
            password.append(VOWELS.charAt(random.nextInt(VOWELS.length())));
        }
        password.append('-').append(random.nextInt(10, 100));
        return password.toString();
    }

    private void keep(String password) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path fresh = Files.createTempFile(file.toAbsolutePath().getParent(), FILE, ".new");
            if (Files.getFileStore(fresh).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
            }
            Files.writeString(fresh, password + "\n");
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("The demo password cannot be kept in " + file, e);
        }
    }
}
