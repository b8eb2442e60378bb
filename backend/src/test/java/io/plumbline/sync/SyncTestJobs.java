package io.plumbline.sync;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Runs the jobs of this package, and opens cursors, for tests in other packages. */
@ApplicationScoped
public class SyncTestJobs {
    @Inject
    HeldOperationsJob held;

    @Inject
    RemovedRowsJob removed;

    /** Looks at the organisation's held operations again. */
    public void lookAtHeld(UUID organisation) {
        held.lookAgain(organisation);
    }

    /** Forgets the organisation's old removals. */
    public void collect(UUID organisation) {
        removed.collect(organisation);
    }

    /** How far a cursor has read each scope: transaction and number, as sortable text. */
    public static Map<String, String> positions(String cursor) {
        Map<String, String> positions = new TreeMap<>();
        Cursor.decode(cursor)
                .positions()
                .forEach((scope, at) -> positions.put(scope, String.format("%020d %020d", at.xid(), at.seq())));
        return positions;
    }
}
