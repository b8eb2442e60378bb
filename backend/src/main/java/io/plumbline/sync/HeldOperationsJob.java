package io.plumbline.sync;

import io.plumbline.platform.tenancy.Organisations;
import io.plumbline.sync.OperationQueries.Waiting;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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

    /** Of one run; the oldest first. */
    private static final int CHUNK = 1_000;

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

    /** Each entity in a transaction of its own, so that one that fails delays no other. */
    void lookAgain(UUID organisationId) {
        Instant now = clock.instant();
        List<Waiting> waiting =
                organisations.inTransaction(organisationId, () -> held.heldSince(now.minus(SETTLED), CHUNK));
        for (Waiting one : waiting) {
            try {
                organisations.inTransaction(organisationId, () -> {
                    held.lookAgain(one, now.minus(PATIENCE));
                    return true;
                });
            } catch (RuntimeException e) {
                LOG.warnf(e, "held operations of %s %s could not be looked at", one.entity(), one.entityId());
            }
        }
    }
}
