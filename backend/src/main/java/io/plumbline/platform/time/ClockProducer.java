package io.plumbline.platform.time;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes the one clock; nothing else reads the system's time. */
@ApplicationScoped
class ClockProducer {
    /** The system's clock, but for threads that chose a {@link PastTime}. */
    private static final class DemoClock extends Clock {
        private final ZoneId zone;

        DemoClock(ZoneId zone) {
            this.zone = zone;
        }

        @Override
        public ZoneId getZone() {
            return zone;
        }

        @Override
        public Clock withZone(ZoneId other) {
            return new DemoClock(other);
        }

        @Override
        public Instant instant() {
            return PastTime.chosen().orElseGet(Instant::now);
        }
    }

    @Produces
    @ApplicationScoped
    Clock clock(@ConfigProperty(name = "plumbline.demo", defaultValue = "false") boolean demo) {
        return demo ? new DemoClock(ZoneOffset.UTC) : Clock.systemUTC();
    }
}
