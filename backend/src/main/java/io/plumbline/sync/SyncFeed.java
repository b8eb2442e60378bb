package io.plumbline.sync;

import java.util.Collection;

/** Where features publish what devices should see. */
public interface SyncFeed {
    /**
     * Writes the rows in the caller's transaction, with one statement. Each row is stamped anew, whatever its revision:
     * a guard that lets only newer revisions through would lose rows for readers that passed the older stamp.
     */
    void publish(Collection<RowChange> changes);
}
