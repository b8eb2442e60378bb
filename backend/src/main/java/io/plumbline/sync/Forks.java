package io.plumbline.sync;

import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import io.plumbline.platform.tenancy.CurrentOrganisation;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;

/**
 * Tells two copies of one device apart: a tablet restored from a backup, a cloned image, two browsers with one profile.
 * The copy that comes second gets an incarnation of its own. It gives new sequences to what it has not handed over;
 * the operations' ids stay, so what both copies have is one operation still.
 */
@ApplicationScoped
class Forks {
    private static final Logger LOG = Logger.getLogger(Forks.class);

    private final Jdbi jdbi;
    private final CurrentOrganisation organisation;
    private final Clock clock;

    @Inject
    Forks(Jdbi jdbi, CurrentOrganisation organisation, Clock clock) {
        this.jdbi = jdbi;
        this.organisation = organisation;
        this.clock = clock;
    }

    /** Answers {@code device-forked} when the work finds a copy; the work's own transaction is rolled back by then. */
    <T> T tellApart(UUID deviceId, int asked, Supplier<T> work) {
        try {
            return work.get();
        } catch (ForkedException fork) {
            throw forked(deviceId, asked);
        }
    }

    private Problem forked(UUID deviceId, int asked) {
        String lease = Leases.next();
        int incarnation = QuarkusTransaction.requiringNew()
                .call(() -> jdbi.withHandle(handle ->
                        LeaseQueries.begin(handle, organisation.requireId(), deviceId, asked, lease, clock.instant())));
        LOG.warnf("device %s has another copy, which becomes incarnation %d", deviceId, incarnation);
        return Problem.of(
                        ProblemType.DEVICE_FORKED,
                        "Another copy of this device has been here. Go on as incarnation " + incarnation + ".")
                .with("incarnation", incarnation)
                .with("lease", lease);
    }
}
