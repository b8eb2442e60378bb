package io.plumbline.fieldwork;

import io.plumbline.fieldwork.FinishedVisitQueries.Due;
import io.plumbline.platform.tenancy.CurrentOrganisation;
import io.plumbline.platform.tenancy.Organisations;
import io.plumbline.sync.EntityLocks;
import io.plumbline.sync.RowChange;
import io.plumbline.sync.SyncFeed;
import io.plumbline.sync.SyncFeed.RowKey;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Takes visits that were finished long ago out of the scope of their people, so that a tablet does not fill with years
 * of them. The server keeps everything; whatever changes such a visit later brings its rows back.
 *
 * <p>In small transactions, each complete: one that is cut off has done nothing, the others are done. A visit that
 * somebody is working on is passed over until the next run, so no job waits for another, nor for a push.
 */
@ApplicationScoped
class FinishedVisitsJob {
    /** With some four rows each: an open transaction holds back every page, so it is to be a short one. */
    static final int CHUNK = 200;

    private static final Logger LOG = Logger.getLogger(FinishedVisitsJob.class);
    private static final Duration SHORTEST = Duration.ofDays(1);

    private final Jdbi jdbi;
    private final Organisations organisations;
    private final CurrentOrganisation organisation;
    private final EntityLocks locks;
    private final SyncFeed feed;
    private final Clock clock;
    private final Duration kept;

    @Inject
    FinishedVisitsJob(
            Jdbi jdbi,
            Organisations organisations,
            CurrentOrganisation organisation,
            EntityLocks locks,
            SyncFeed feed,
            Clock clock,
            FieldworkConfig config) {
        this.jdbi = jdbi;
        this.organisations = organisations;
        this.organisation = organisation;
        this.locks = locks;
        this.feed = feed;
        this.clock = clock;
        this.kept = config.finishedVisitsKept().compareTo(SHORTEST) < 0 ? SHORTEST : config.finishedVisitsKept();
    }

    @Scheduled(every = "6h", delayed = "15m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void run() {
        for (UUID id : organisations.all()) {
            try {
                int gone = putAway(id);
                if (gone > 0) {
                    LOG.infof("%d finished visits left the tablets of %s", gone, id);
                }
            } catch (RuntimeException e) {
                LOG.warnf(e, "finished visits of %s stay on the tablets until the next run", id);
            }
        }
    }

    /** Says of how many assignments the rows left. */
    int putAway(UUID organisationId) {
        Instant before = clock.instant().minus(kept);
        int gone = 0;
        @Nullable Due last = null;
        while (true) {
            @Nullable Due after = last;
            Chunk chunk = organisations.inTransaction(organisationId, () -> chunk(before, after));
            gone += chunk.gone();
            if (chunk.last() == null) {
                return gone;
            }
            last = chunk.last();
        }
    }

    /** @param last the last one looked at; null when there were no more */
    private record Chunk(int gone, @Nullable Due last) {}

    private Chunk chunk(Instant before, @Nullable Due after) {
        return jdbi.withHandle(handle -> {
            UUID organisationId = organisation.requireId();
            List<Due> due = FinishedVisitQueries.due(handle, organisationId, before, after, CHUNK);
            if (due.isEmpty()) {
                return new Chunk(0, null);
            }
            Set<UUID> free = locks.tryLock(due.stream().map(Due::visit).toList());
            List<Due> mine =
                    due.stream().filter(each -> free.contains(each.visit())).toList();
            return new Chunk(putAway(handle, organisationId, before, mine), due.get(due.size() - 1));
        });
    }

    private int putAway(Handle handle, UUID organisationId, Instant before, List<Due> mine) {
        if (mine.isEmpty()) {
            return 0;
        }
        List<Due> still = FinishedVisitQueries.putAway(
                handle,
                organisationId,
                before,
                mine.stream().map(Due::assignment).toList());
        List<UUID> visits = still.stream().map(Due::visit).toList();
        List<RowKey> rows = new ArrayList<>();
        for (Due one : still) {
            String scope = RowChange.userScope(one.assignee());
            rows.add(new RowKey(scope, "assignment", one.assignment()));
            rows.add(new RowKey(scope, "visit", one.visit()));
            rows.add(PreviousFindings.key(one.assignee(), one.assignment()));
        }
        FinishedVisitQueries.conflicts(handle, organisationId, visits)
                .forEach(each -> rows.add(new RowKey(RowChange.userScope(each.assignee()), "conflict", each.id())));
        feed.withdraw(rows, visits);
        return still.size();
    }
}
