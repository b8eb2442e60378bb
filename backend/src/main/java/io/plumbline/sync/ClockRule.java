package io.plumbline.sync;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The effective clock value of each operation of one device, computed once, at first receipt. A value at most five
 * minutes ahead of the server is taken as it is; anything else would win every merge until the server's clock arrives
 * there, so it is replaced by the next value after all the device has had and after the time of receipt.
 */
final class ClockRule {
    record Effective(long hlc, boolean suspect) {}

    private final long latestBelieved;
    private final long received;
    private long previous;

    /** @param previous the device's latest effective value, 0 for none */
    ClockRule(Instant now, long previous) {
        this.latestBelieved = HlcHex.ofMillis(now.plus(SyncLimits.CLOCK_AHEAD).toEpochMilli()) | 0xffffL;
        this.received = HlcHex.ofMillis(now.toEpochMilli());
        this.previous = previous;
    }

    static boolean believable(@Nullable Long hlc, Instant now) {
        return hlc != null
                && hlc <= (HlcHex.ofMillis(now.plus(SyncLimits.CLOCK_AHEAD).toEpochMilli()) | 0xffffL);
    }

    Effective of(@Nullable Long hlc) {
        boolean suspect = hlc == null || hlc > latestBelieved;
        long effective = suspect ? Math.max(previous + 1, received) : hlc;
        previous = Math.max(previous, effective);
        return new Effective(effective, suspect);
    }
}
