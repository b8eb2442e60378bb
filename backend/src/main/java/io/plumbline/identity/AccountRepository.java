package io.plumbline.identity;

import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.tenancy.CurrentOrganisation;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.util.Optional;
import java.util.UUID;

/** Accounts one at a time; {@link AccountQueries} has the sets. */
@ApplicationScoped
class AccountRepository implements PanacheRepositoryBase<Account, UUID> {
    private static final String BY_ID = "organisationId = ?1 and id = ?2";

    private final CurrentOrganisation organisation;

    @Inject
    AccountRepository(CurrentOrganisation organisation) {
        this.organisation = organisation;
    }

    Account require(UUID id) {
        return find(BY_ID, organisation.requireId(), id)
                .firstResultOptional()
                .orElseThrow(() -> Problem.notFound("account", id));
    }

    /** Waits for whoever holds the account. */
    Optional<Account> findLocked(UUID id) {
        return find(BY_ID, organisation.requireId(), id)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .firstResultOptional();
    }
}
