package io.plumbline.sync;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;

/** How far devices are behind because of a transaction that stays open: to be watched, and to wake somebody. */
@ApplicationScoped
class SyncMetrics {
    private static final Logger LOG = Logger.getLogger(SyncMetrics.class);
    private static final double MILLIS = 1_000;

    private final Jdbi jdbi;

    @Inject
    SyncMetrics(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    void register(@Observes StartupEvent start, MeterRegistry registry) {
        Gauge.builder("plumbline.sync.horizon.age", this, SyncMetrics::horizonAgeSeconds)
                .description("Age of the oldest writing transaction; newer rows are held back until it ends")
                .baseUnit("seconds")
                .register(registry);
    }

    /** Asked when metrics are read; not a number when the database does not answer. */
    private double horizonAgeSeconds() {
        try {
            return jdbi.withHandle(PullQueries::horizon).ageMs() / MILLIS;
        } catch (RuntimeException e) {
            LOG.debug("horizon not readable", e);
            return Double.NaN;
        }
    }
}
