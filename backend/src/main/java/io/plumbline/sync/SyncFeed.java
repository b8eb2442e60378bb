package io.plumbline.sync;

import java.util.Collection;
import java.util.UUID;

/** Where features publish what devices should see. */
public interface SyncFeed {
    /**
     * Writes the rows in the caller's transaction, with one statement. Each row is stamped anew, whatever its revision:
     * a guard that lets only newer revisions through would lose rows for readers that passed the older stamp.
     */
    void publish(Collection<RowChange> changes);

    /**
     * Writes the row in the caller's transaction unless the feed has it with the same body: every device of the scope
     * would pull it for nothing.
     */
    void publishIfDifferent(RowChange change);

    /**
     * Takes these rows out of their scopes in the caller's transaction, with one statement, those that are there; and
     * with them the receipts of operations on the entities. The caller has the entities locked.
     */
    void withdraw(Collection<RowKey> rows, Collection<UUID> entityIds);

    /**
     * Publishes the receipts again that {@link #withdraw} took along: the caller publishes the entities' rows again.
     */
    void publishReceipts(Collection<UUID> entityIds);

    /** Which row. */
    record RowKey(String scope, String entity, UUID id) {}
}
