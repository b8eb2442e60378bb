package io.plumbline.identity;

import io.plumbline.identity.rules.LockOut;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Attempts on names that nobody has. They are locked out by the same rule as accounts are, because a lock that only
 * existing names show would tell which names exist. In memory and bounded.
 */
@ApplicationScoped
class UnknownNames {
    private static final int REMEMBERED = 10_000;

    private record Attempts(int count, Instant lockedUntil) {}

    private final Clock clock;
    private final Map<String, Attempts> attempts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Attempts> eldest) {
            return size() > REMEMBERED;
        }
    };

    @Inject
    UnknownNames(Clock clock) {
        this.clock = clock;
    }

    /** Counts an attempt, unless the name is locked: then the answer is for how long. */
    synchronized Duration attempt(String name) {
        Instant now = clock.instant();
        Attempts before = attempts.getOrDefault(name, new Attempts(0, Instant.MIN));
        if (before.lockedUntil().isAfter(now)) {
            return Duration.between(now, before.lockedUntil());
        }
        int count = before.count() + 1;
        attempts.put(name, new Attempts(count, now.plus(LockOut.after(count))));
        return Duration.ZERO;
    }
}
