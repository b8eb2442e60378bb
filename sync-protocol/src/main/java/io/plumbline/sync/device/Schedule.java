package io.plumbline.sync.device;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When to do what, in elapsed time. It lives as long as the process: after a restart everything is due, which is always
 * right, and no wall clock that jumped can put anything off for years.
 */
final class Schedule {
    private static final long FIRST_RETRY_MS = 1_000;
    private static final long LAST_RETRY_MS = 300_000;
    private static final int MOST_DOUBLINGS = 9;

    private final RandomGenerator random;
    private int failures;
    private long waitUntil;
    private final Map<String, Long> operationsNotBefore = new HashMap<>();
    private final Set<String> askedFor = new HashSet<>();
    private long serverMillis;
    private long serverToldAt;

    long sessionUntil;
    long pullAt;
    long verifyAt;
    long filesAt;
    int batchMost = Integer.MAX_VALUE;
    boolean pullAllowed = true;

    /** Nothing that goes well shortens the pauses of a question that does not. */
    boolean unansweredQuestion;

    @Nullable
    String nonce;

    Schedule(RandomGenerator random) {
        this.random = random;
    }

    boolean waits(long now) {
        return now < waitUntil;
    }

    long waitUntil() {
        return waitUntil;
    }

    int failures() {
        return failures;
    }

    void succeeded() {
        failures = unansweredQuestion ? failures : 0;
        waitUntil = 0;
    }

    /** Full jitter: after an outage a thousand tablets must not come back in the same second. */
    void failed(long now) {
        long most = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS << Math.min(failures, MOST_DOUBLINGS));
        failures++;
        waitUntil = now + (long) (random.nextDouble() * most);
    }

    void waitFor(long now, long millis) {
        failures++;
        waitUntil = now + millis;
    }

    void wake() {
        waitUntil = 0;
        pullAt = 0;
    }

    boolean mayGo(String operation, long now) {
        return operationsNotBefore.getOrDefault(operation, 0L) <= now;
    }

    void putOff(String operation, long until) {
        operationsNotBefore.put(operation, until);
    }

    boolean askedFor(String sha256) {
        return askedFor.contains(sha256);
    }

    void asked(String sha256) {
        askedFor.add(sha256);
    }

    void askAgain() {
        askedFor.clear();
    }

    void serverTime(long millis, long now) {
        serverMillis = millis;
        serverToldAt = now;
    }

    /** The server's time, once it was told in this process. */
    Optional<Long> serverNow(long now) {
        return serverMillis == 0 ? Optional.empty() : Optional.of(serverMillis + now - serverToldAt);
    }
}
