package io.plumbline.sync;

import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import io.plumbline.sync.Cursor.Position;
import io.plumbline.sync.PullQueries.Horizon;
import io.plumbline.sync.PullQueries.State;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * The server as a reader's transaction sees it, and the reader's cursor, which was found to belong to it. A cursor is
 * refused when its positions mean nothing here: they are of another set of data, of a history that was given up when
 * the data were set back, or so old that removals since then are forgotten.
 */
record ServerState(Cursor cursor, State state) {
    /** Must be called in the snapshot in which rows are read. */
    static ServerState read(Handle handle, UUID organisationId, UUID device, PullMessages.Request request) {
        String epoch = PullQueries.epoch(handle);
        Cursor cursor = require(Cursor.decode(request.cursor(), epoch), epoch);
        if (request.merge() != null && !request.merge().isEmpty()) {
            List<Cursor> others = request.merge().stream()
                    .map(text -> require(Cursor.decode(text, epoch), epoch))
                    .toList();
            cursor = request.cursor() == null || request.cursor().isEmpty()
                    ? new Cursor(epoch, latest(others).anchor(), Map.of()).merged(others)
                    : withLatestAnchor(cursor, others);
        }
        State state = PullQueries.state(handle, organisationId, device, cursor);
        requireActive(state, device);
        requireSameHistory(cursor, state);
        if (!state.expired().isEmpty()) {
            throw Problem.of(
                            ProblemType.CURSOR_EXPIRED,
                            "What was removed from these scopes since is no longer known; fill them anew.")
                    .with("scopes", state.expired());
        }
        return new ServerState(cursor, state);
    }

    Horizon horizon() {
        return state.horizon();
    }

    /** The reader's cursor after a page. */
    Cursor next(Handle handle, Map<String, Position> positions) {
        Cursor next = new Cursor(cursor.epoch(), null, positions);
        boolean atHorizon = next.highest() == state.horizon().xid();
        return new Cursor(
                cursor.epoch(), atHorizon ? state.newest() : PullQueries.anchor(handle, next.highest()), positions);
    }

    static void requireActive(State state, UUID device) {
        if (state.revoked() == null) {
            throw Problem.notFound("device", device);
        }
        if (state.revoked()) {
            throw Problem.of(ProblemType.DEVICE_REVOKED, "This device may push what it has, and nothing else.")
                    .with("pushAllowed", true);
        }
    }

    private static Cursor require(Cursor cursor, String epoch) {
        if (!cursor.epoch().equals(epoch)) {
            throw Problem.of(ProblemType.EPOCH_CHANGED, "The cursor belongs to another set of data.")
                    .with("epoch", epoch);
        }
        return cursor;
    }

    private static void requireSameHistory(Cursor cursor, State state) {
        boolean beyond = cursor.highest() > state.horizon().xid();
        if (beyond || (cursor.highest() > 0 && !Objects.equals(cursor.anchor(), state.known()))) {
            throw Problem.of(
                    ProblemType.CURSOR_DIVERGED, "The server's data were set back since this cursor was given.");
        }
    }

    /** The anchor of a merged cursor is that of the one with the highest position. */
    private static Cursor withLatestAnchor(Cursor cursor, List<Cursor> others) {
        Cursor latest = latest(others);
        Cursor merged = cursor.merged(others);
        return latest.highest() > cursor.highest()
                ? new Cursor(merged.epoch(), latest.anchor(), merged.positions())
                : merged;
    }

    private static Cursor latest(List<Cursor> cursors) {
        Cursor latest = cursors.get(0);
        for (Cursor each : cursors) {
            latest = each.highest() > latest.highest() ? each : latest;
        }
        return latest;
    }
}
