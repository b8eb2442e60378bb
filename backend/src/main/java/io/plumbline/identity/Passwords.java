package io.plumbline.identity;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.text.Normalizer;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Argon2id hashes in their usual text form, which carries its own parameters, so that a change of them leaves old
 * hashes readable. Each hash takes memory and a core; therefore only as many run at once as there are cores.
 */
@ApplicationScoped
class Passwords {
    private static final Logger LOG = Logger.getLogger(Passwords.class);
    private static final int PATIENCE_SECONDS = 10;
    private static final int OUTPUT_BYTES = 32;

    private final Argon2Function function;
    private final Semaphore cores = new Semaphore(Runtime.getRuntime().availableProcessors(), true);
    private final String hashOfNothing;

    @Inject
    Passwords(IdentityConfig config) {
        function = Argon2Function.getInstance(
                config.passwordMemoryKib(), config.passwordIterations(), 1, OUTPUT_BYTES, Argon2.ID);
        hashOfNothing = hash(UUID.randomUUID().toString());
    }

    String hash(String password) {
        return onACore(() -> Password.hash(normalise(password))
                .addRandomSalt(16)
                .with(function)
                .getResult());
    }

    boolean matches(String password, String hash) {
        return onACore(() -> Password.check(normalise(password), hash).with(Argon2Function.getInstanceFromHash(hash)));
    }

    /** Takes as long as {@link #matches}, so that an unknown name takes no less time than a wrong password. */
    void matchNothing(String password) {
        boolean matched = matches(password, hashOfNothing);
        LOG.tracef("Compared with a hash nobody has: %s", matched);
    }

    /** Whether the hash was made with other parameters than new ones are. */
    boolean isOutdated(String hash) {
        return !Argon2Function.getInstanceFromHash(hash).equals(function);
    }

    private <T> T onACore(Supplier<T> work) {
        try {
            if (!cores.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw Problem.of(ProblemType.OVERLOADED, "Too many people sign in at this moment. Try again.")
                        .with("retryAfterSeconds", PATIENCE_SECONDS);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for a core", stopped);
        }
        try {
            return work.get();
        } finally {
            cores.release();
        }
    }

    private static String normalise(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFKC);
    }
}
