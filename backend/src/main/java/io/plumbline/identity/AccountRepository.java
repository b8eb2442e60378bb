package io.plumbline.identity;

import io.plumbline.platform.problem.Problem;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.Optional;
import java.util.UUID;

/** Accounts one at a time; {@link AccountQueries} has the sets. */
@ApplicationScoped
class AccountRepository implements PanacheRepositoryBase<Account, UUID> {
    Account require(UUID id) {
        return find("id", id).firstResultOptional().orElseThrow(() -> Problem.notFound("account", id));
    }

    /** Waits for whoever holds the account. */
    Optional<Account> findLocked(UUID id) {
        return find("id", id).withLock(LockModeType.PESSIMISTIC_WRITE).firstResultOptional();
    }
}
