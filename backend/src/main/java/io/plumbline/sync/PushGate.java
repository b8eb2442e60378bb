package io.plumbline.sync;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** The gate for pushes. */
@ApplicationScoped
class PushGate extends Gate {
    PushGate() {
        this(placesForProcessors(), PATIENCE);
    }

    PushGate(int places, Duration patience) {
        super(places, patience);
    }
}
