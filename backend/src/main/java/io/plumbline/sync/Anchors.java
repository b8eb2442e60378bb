package io.plumbline.sync;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;

/**
 * Marks points of the server's history, so that a cursor from a history that was given up is recognised: at every
 * start, because data are set back while the server is down, and every ten seconds in which something was written.
 */
@ApplicationScoped
class Anchors {
    private static final Logger LOG = Logger.getLogger(Anchors.class);

    private final Jdbi jdbi;

    @Inject
    Anchors(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Draws a new epoch when the data came to another cluster, then marks the start. */
    void start(@Observes StartupEvent event) {
        QuarkusTransaction.requiringNew()
                .run(() -> jdbi.useHandle(handle -> {
                    String epoch = handle.createQuery("select confirm_data_set()::text")
                            .mapTo(String.class)
                            .one();
                    handle.execute("insert into sync_anchors default values on conflict do nothing");
                    LOG.debugf("epoch %s", epoch);
                }));
    }

    @Scheduled(every = "10s", delayed = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void mark() {
        // An anchor's own transaction counts as one; more than that means that something was written.
        QuarkusTransaction.requiringNew().run(() -> jdbi.useHandle(handle -> handle.execute("""
                insert into sync_anchors (position)
                select pg_current_xact_id()
                where pg_snapshot_xmax(pg_current_snapshot())::text::bigint
                  > (select position::text::bigint + 1 from sync_anchors order by position desc limit 1)""")));
    }

    /** Cursors older than that are expired by the floors of their scopes. */
    @Scheduled(every = "24h", delayed = "1h", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void forget() {
        QuarkusTransaction.requiringNew()
                .run(() -> jdbi.useHandle(handle ->
                        handle.execute("delete from sync_anchors where made_at < now() - interval '100 days'")));
    }
}
