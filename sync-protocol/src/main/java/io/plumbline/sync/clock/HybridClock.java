package io.plumbline.sync.clock;

import java.util.function.LongSupplier;

/**
 * A clock whose times strictly increase, beyond everything it gave out or saw, whatever the wall clock does: a wall
 * clock that stands or jumps back only makes the counter run. Safe for use by several threads.
 *
 * <p>Persist {@link #last()} with the data it was put on and start from it again; a clock started from
 * {@link Hlc#ZERO} after a restart could repeat itself when the wall clock was set back.
 */
public final class HybridClock {
    private final LongSupplier millis;
    private Hlc last;

    /**
     * A clock that goes on after a known time.
     *
     * @param millis the wall clock, milliseconds since 1970; a value out of range counts as the nearest one
     * @param last the last time given out or seen
     */
    public HybridClock(LongSupplier millis, Hlc last) {
        this.millis = millis;
        this.last = last;
    }

    /** The next time: the wall clock, or just after the last time if that is not later. */
    public synchronized Hlc tick() {
        last = Hlc.max(wall(), last.next());
        return last;
    }

    /** Takes notice of a time seen elsewhere and gives a time after it. */
    public synchronized Hlc receive(Hlc seen) {
        last = Hlc.max(wall(), Hlc.max(last, seen).next());
        return last;
    }

    /** The last time given out. */
    public synchronized Hlc last() {
        return last;
    }

    private Hlc wall() {
        return Hlc.of(Math.max(0, Math.min(millis.getAsLong(), Hlc.MAX.millis())), 0);
    }
}
