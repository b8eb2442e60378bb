package io.plumbline.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many wrong sign-ins came from a remote address lately: a leaky bucket for each. It stops a guesser who tries one
 * password on many names, which the lock of a single account does not see. Kept in memory, so each node counts for
 * itself, and bounded: the address unseen for longest is forgotten first.
 */
@ApplicationScoped
class FailureBuckets {
    private static final int REMEMBERED = 10_000;

    private record Bucket(double level, Instant at) {}

    private final int capacity;
    private final Duration drip;
    private final Clock clock;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > REMEMBERED;
        }
    };

    @Inject
    FailureBuckets(IdentityConfig config, Clock clock) {
        this(config.failuresPerAddress(), config.failureForgivenAfter(), clock);
    }

    FailureBuckets(int capacity, Duration drip, Clock clock) {
        this.capacity = capacity;
        this.drip = drip;
        this.clock = clock;
    }

    /** How long the address has to wait; zero if it need not. */
    synchronized Duration waitOf(String address) {
        double level = levelOf(address);
        if (level <= capacity - 1) {
            return Duration.ZERO;
        }
        return Duration.ofMillis((long) Math.ceil((level - capacity + 1) * drip.toMillis()));
    }

    synchronized void failed(String address) {
        buckets.put(address, new Bucket(levelOf(address) + 1, clock.instant()));
    }

    private double levelOf(String address) {
        Bucket bucket = buckets.get(address);
        if (bucket == null) {
            return 0;
        }
        double dripped = (double) Duration.between(bucket.at(), clock.instant()).toMillis() / drip.toMillis();
        return Math.max(0, bucket.level() - dripped);
    }
}
