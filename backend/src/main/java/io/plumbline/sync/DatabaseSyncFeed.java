package io.plumbline.sync;

import io.plumbline.platform.tenancy.CurrentOrganisation;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** The feed in the table {@code sync_rows}. */
@ApplicationScoped
class DatabaseSyncFeed implements SyncFeed {
    private final Jdbi jdbi;
    private final CurrentOrganisation organisation;

    @Inject
    DatabaseSyncFeed(Jdbi jdbi, CurrentOrganisation organisation) {
        this.jdbi = jdbi;
        this.organisation = organisation;
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public void publish(Collection<RowChange> changes) {
        jdbi.useHandle(handle -> FeedRows.write(handle, organisation.requireId(), changes));
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public void publishIfDifferent(RowChange change) {
        jdbi.useHandle(handle -> {
            if (!FeedRows.has(handle, organisation.requireId(), change)) {
                FeedRows.write(handle, organisation.requireId(), List.of(change));
            }
        });
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public void withdraw(Collection<RowKey> rows, Collection<UUID> entityIds) {
        jdbi.useHandle(handle -> FeedRows.withdraw(handle, organisation.requireId(), rows, entityIds));
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public void publishReceipts(Collection<UUID> entityIds) {
        jdbi.useHandle(handle -> FeedRows.write(
                handle,
                organisation.requireId(),
                OperationQueries.changedReceipts(handle, organisation.requireId(), entityIds)));
    }
}
