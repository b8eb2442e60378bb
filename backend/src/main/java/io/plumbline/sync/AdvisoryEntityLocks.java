package io.plumbline.sync;

import io.plumbline.platform.tenancy.CurrentOrganisation;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** Locks by PostgreSQL's transaction-level advisory locks, which need no row to exist. */
@ApplicationScoped
class AdvisoryEntityLocks implements EntityLocks {
    private final Jdbi jdbi;
    private final CurrentOrganisation organisation;

    @Inject
    AdvisoryEntityLocks(Jdbi jdbi, CurrentOrganisation organisation) {
        this.jdbi = jdbi;
        this.organisation = organisation;
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public void lock(Collection<UUID> entityIds) {
        jdbi.useHandle(handle -> OperationQueries.lock(handle, organisation.requireId(), entityIds));
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public Set<UUID> tryLock(Collection<UUID> entityIds) {
        return jdbi.withHandle(handle -> OperationQueries.tryLock(handle, organisation.requireId(), entityIds));
    }
}
