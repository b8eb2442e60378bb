package io.plumbline.sync;

import io.plumbline.platform.tenancy.Organisations;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/**
 * Forgets removals that every device should have seen by now. The scope's floor rises with them in one statement: a
 * reader who was away for longer is told to fill the scope anew, and cannot miss a removal.
 */
@ApplicationScoped
class RemovedRowsJob {
    static final Duration KEPT = Duration.ofDays(90);
    private static final int CHUNK = 5_000;

    private final Jdbi jdbi;
    private final Organisations organisations;
    private final Clock clock;

    @Inject
    RemovedRowsJob(Jdbi jdbi, Organisations organisations, Clock clock) {
        this.jdbi = jdbi;
        this.organisations = organisations;
        this.clock = clock;
    }

    @Scheduled(every = "24h", delayed = "30m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void run() {
        organisations.all().forEach(this::collect);
    }

    void collect(UUID organisationId) {
        Instant before = clock.instant().minus(KEPT);
        int removed;
        do {
            removed = organisations.inTransaction(organisationId, () -> chunk(organisationId, before));
        } while (removed == CHUNK);
    }

    /** Uses sync_rows_removed_idx. */
    private int chunk(UUID organisationId, Instant before) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        with old as (
                          select scope, entity, id from sync_rows
                          where organisation_id = :organisation and op <> 'upsert' and changed_at < :before
                          limit :limit for update skip locked),
                        gone as (
                          delete from sync_rows r using old
                          where r.organisation_id = :organisation and r.scope = old.scope and r.entity = old.entity
                            and r.id = old.id
                          returning r.scope, r.xid),
                        raised as (
                          insert into sync_floors (organisation_id, scope, floor)
                          select :organisation, scope, (max(xid::text::bigint) + 1)::text::xid8
                          from gone group by scope
                          on conflict (organisation_id, scope) do update
                            set floor = greatest(sync_floors.floor, excluded.floor))
                        select count(*) from gone""")
                .bind("organisation", organisationId)
                .bind("before", before)
                .bind("limit", CHUNK)
                .mapTo(Integer.class)
                .one());
    }
}
