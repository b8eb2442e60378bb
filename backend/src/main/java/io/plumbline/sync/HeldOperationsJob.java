package io.plumbline.sync;

import io.plumbline.platform.tenancy.Organisations;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Looks at held operations again. What they wait for releases them at once; this is for a release that failed, and for
 * what never comes: after five days an operation goes on without, flagged for the office.
 */
@ApplicationScoped
class HeldOperationsJob {
    static final Duration PATIENCE = Duration.ofDays(5);
    private static final Logger LOG = Logger.getLogger(HeldOperationsJob.class);
    /** Younger ones are still being worked on by the request that brought them. */
    private static final Duration SETTLED = Duration.ofMinutes(2);

    private static final int CHUNK = 200;

    private final HandlerHeldOperations held;
    private final Organisations organisations;
    private final Clock clock;

    @Inject
    HeldOperationsJob(HandlerHeldOperations held, Organisations organisations, Clock clock) {
        this.held = held;
        this.organisations = organisations;
        this.clock = clock;
    }

    @Scheduled(every = "15m", delayed = "5m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void run() {
        organisations.all().forEach(this::lookAgain);
    }

    void lookAgain(UUID organisationId) {
        Instant now = clock.instant();
        force(organisationId, now);
        chunk(organisationId, () -> held.again(now.minus(SETTLED), CHUNK));
    }

    private void force(UUID organisationId, Instant now) {
        chunk(organisationId, () -> held.force(now.minus(PATIENCE), CHUNK));
    }

    private void chunk(UUID organisationId, Runnable work) {
        try {
            organisations.inTransaction(organisationId, () -> {
                work.run();
                return true;
            });
        } catch (RuntimeException e) {
            LOG.warnf(e, "held operations of organisation %s could not be looked at", organisationId);
        }
    }
}
