package io.plumbline.sync;

import io.plumbline.platform.persistence.Transactions;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Tells the runs of the database apart, so that a cursor from a history that was given up is recognised. The database's
 * own start begins a run, not the application's; within one, the data cannot have been set back.
 *
 * <p>What has ended for good is noted every ten seconds in which something was written, and at the application's end.
 * After the next start of the database a cursor that reaches beyond the last note is refused: a copy of the data may
 * have been taken while a transaction was open that its holder has seen the effect of.
 */
@ApplicationScoped
class Runs {
    private static final Logger LOG = Logger.getLogger(Runs.class);

    private final Jdbi jdbi;
    private final Transactions transactions;

    @Inject
    Runs(Jdbi jdbi, Transactions transactions) {
        this.jdbi = jdbi;
        this.transactions = transactions;
    }

    /** The database was started anew since its run was noted. */
    static final class UnknownRunException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnknownRunException() {
            super("the database was started anew", null, false, false);
        }
    }

    /** Draws a new epoch when the data came to another place, and begins a run when the database was started anew. */
    void start(@Observes StartupEvent event) {
        confirm();
    }

    /** Whoever comes back after an orderly end has seen nothing that is not settled. */
    void stop(@Observes ShutdownEvent event) {
        try {
            settle();
        } catch (RuntimeException e) {
            // The database may be gone before; then some devices fill their scopes anew.
            LOG.debug("nothing settled at the end", e);
        }
    }

    void confirm() {
        QuarkusTransaction.requiringNew()
                .run(() -> jdbi.useHandle(handle -> {
                    String epoch = handle.createQuery("select confirm_data_set()::text")
                            .mapTo(String.class)
                            .one();
                    LOG.debugf("epoch %s", epoch);
                }));
    }

    @Scheduled(every = "10s", delayed = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void settle() {
        QuarkusTransaction.requiringNew()
                .run(() -> jdbi.useHandle(handle ->
                        handle.createQuery("select settle_run()").mapToMap().one()));
    }

    /** Reads in one snapshot; begins a run first when the database was started anew meanwhile. */
    <T> T inSnapshot(Function<Handle, T> read) {
        try {
            return transactions.inSnapshot(() -> jdbi.withHandle(read::apply));
        } catch (UnknownRunException e) {
            confirm();
            return transactions.inSnapshot(() -> jdbi.withHandle(read::apply));
        }
    }
}
