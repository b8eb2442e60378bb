package io.plumbline.sync;

import io.plumbline.sync.Cursor.Position;
import io.plumbline.sync.PullQueries.FeedRow;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which of the rows read make the page, and where the reader stands after it.
 *
 * @param more whether rows below the horizon are left
 */
record PullPage(List<FeedRow> rows, Map<String, Position> positions, boolean more) {
    /**
     * Scopes are read one after the other. A scope read to its end advances to the horizon, so that the next probe
     * starts there; the scope in which the page ends advances to its last row; those after it stay where they were.
     *
     * @param read rows in reading order, at least one more than the page may have if there are more
     */
    static PullPage cut(
            List<String> scopes, Cursor cursor, long horizon, List<FeedRow> read, int maxRows, int maxBytes) {
        int taken = 0;
        int bytes = 0;
        while (taken < Math.min(read.size(), maxRows)) {
            bytes += read.get(taken).bytes();
            if (taken > 0 && bytes > maxBytes) {
                break;
            }
            taken++;
        }
        boolean more = taken < read.size();
        List<FeedRow> rows = read.subList(0, taken);
        Map<String, Position> positions = new TreeMap<>();
        String last = more ? rows.get(taken - 1).scope() : "";
        boolean beyond = false;
        for (String scope : scopes) {
            Position before = cursor.of(scope);
            if (beyond) {
                positions.put(scope, before);
            } else if (more && scope.equals(last)) {
                positions.put(
                        scope,
                        new Position(
                                rows.get(taken - 1).xid(), rows.get(taken - 1).seq()));
                beyond = true;
            } else {
                positions.put(scope, before.xid() >= horizon ? before : new Position(horizon, 0));
            }
        }
        return new PullPage(rows, positions, more);
    }
}
