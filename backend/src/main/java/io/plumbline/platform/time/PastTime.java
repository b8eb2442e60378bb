package io.plumbline.platform.time;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets a loader of past events say, for its own thread alone, what time it is. {@link ClockProducer} makes a clock that
 * listens to it only in an installation that shows the demo; everywhere else choosing a time changes nothing.
 */
public final class PastTime {
    private static final ThreadLocal<@Nullable Instant> CHOSEN = new ThreadLocal<>();

    private PastTime() {}

    /** Does the work with the clock standing still at the instant. */
    public static <T extends @Nullable Object> T at(Instant instant, Supplier<T> work) {
        Instant before = CHOSEN.get();
        CHOSEN.set(instant);
        try {
            return work.get();
        } finally {
            if (before == null) {
                CHOSEN.remove();
            } else {
                CHOSEN.set(before);
            }
        }
    }

    /** The instant chosen by the calling thread, if it chose one. */
    public static Optional<Instant> chosen() {
        return Optional.ofNullable(CHOSEN.get());
    }
}
