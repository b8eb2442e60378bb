package io.plumbline.sync;

import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Lets as many requests of a kind work at a time as there is processor for; the others wait in order. When a network
 * comes back, a whole city's tablets ask at once. All of them at work at the same time would each be slower, hold a
 * connection and their bodies for longer, and end no earlier.
 */
abstract class Gate {
    private static final int RETRY_AFTER_SECONDS = 5;
    static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int LEAST = 4;

    private final Semaphore places;
    private final Duration patience;

    Gate(int places, Duration patience) {
        this.places = new Semaphore(places, true);
        this.patience = patience;
    }

    static int placesForProcessors() {
        return Math.max(LEAST, 2 * Runtime.getRuntime().availableProcessors());
    }

    /** @throws Problem {@code overloaded} when no place came free in time; nothing was looked at */
    <T> T through(Supplier<T> work) {
        boolean entered;
        try {
            entered = places.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            entered = false;
        }
        if (!entered) {
            throw Problem.of(ProblemType.OVERLOADED, "Too many devices ask at this moment; nothing was taken.")
                    .with("retryAfterSeconds", RETRY_AFTER_SECONDS);
        }
        try {
            return work.get();
        } finally {
            places.release();
        }
    }
}
