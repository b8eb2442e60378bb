package io.plumbline.sync;

import io.plumbline.sync.clock.EffectiveHlc;
import io.plumbline.sync.clock.Hlc;
import java.time.Instant;

/** The effective times of the operations of one push, in their order; computed once, at first receipt. */
final class EffectiveClock {
    private final Hlc server;
    private Hlc previous;

    /** @param previous the latest effective time of the device's incarnation, {@link Hlc#ZERO} for none */
    EffectiveClock(Instant now, Hlc previous) {
        this.server = Hlc.of(now.toEpochMilli(), 0);
        this.previous = previous;
    }

    /** Whether the time is taken as it is, whatever came before. */
    static boolean believable(Hlc hlc, Instant now) {
        return !EffectiveHlc.of(hlc, Hlc.ZERO, Hlc.of(now.toEpochMilli(), 0)).suspect();
    }

    EffectiveHlc of(Hlc hlc) {
        EffectiveHlc effective = EffectiveHlc.of(hlc, previous, server);
        previous = Hlc.max(previous, effective.effective());
        return effective;
    }
}
