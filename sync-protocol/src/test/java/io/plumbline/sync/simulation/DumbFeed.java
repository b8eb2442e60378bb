package io.plumbline.sync.simulation;

import io.plumbline.sync.simulation.ServerState.FeedRow;
import java.util.Map;

/** What a feed must hold at rest: of everything the last revision. */
final class DumbFeed {
    private DumbFeed() {}

    /** (7) No change was swallowed on its way into the rows. */
    static void check(ServerState state) {
        for (Map<String, FeedRow> scope : state.feed.values()) {
            for (Map.Entry<String, FeedRow> row : scope.entrySet()) {
                long last = state.revs.getOrDefault(row.getKey(), row.getValue().rev());
                Auditor.hold(
                        !row.getValue().op().equals("upsert") || row.getValue().rev() == last,
                        "(7) the rows of " + row.getKey() + " stay at "
                                + row.getValue().rev() + " of " + last);
            }
        }
    }
}
