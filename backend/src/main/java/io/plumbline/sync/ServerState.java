package io.plumbline.sync;

import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import io.plumbline.sync.Cursor.Position;
import io.plumbline.sync.PullQueries.Horizon;
import io.plumbline.sync.PullQueries.State;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * The server as a reader's transaction sees it, and the reader's cursor, which was found to belong to it. A cursor is
 * refused when its positions mean nothing here: they are of another set of data, of a history that was given up when
 * the data were set back, or so old that removals since then are forgotten.
 */
record ServerState(Cursor cursor, State state) {
    /** Must be called in the snapshot in which rows are read. */
    static ServerState read(Handle handle, UUID organisationId, UUID device, PullMessages.Request request) {
        Cursor sent = Cursor.decode(request.cursor());
        List<Cursor> others = request.merge() == null
                ? List.of()
                : request.merge().stream().map(Cursor::decode).toList();
        Cursor cursor = sent.merged(others);
        List<Cursor> given = Stream.concat(Stream.of(sent), others.stream())
                .filter(each -> !each.isStart())
                .toList();
        State state = PullQueries.state(handle, organisationId, device, cursor, given);
        given.forEach(each -> requireEpoch(each, state));
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

    /** The reader's cursor after a page: rows from the horizon on were kept back. */
    Cursor next(Map<String, Position> positions) {
        return given(positions, horizon().xid());
    }

    /** The cursor of a snapshot: every row that was visible is in it, a pull brings those from the horizon on again. */
    Cursor ofSnapshot(String scope) {
        boolean resumed = !cursor.isStart();
        return given(
                resumed
                        ? cursor.positions()
                        : Map.of(scope, new Position(horizon().xid(), 0)),
                state.end());
    }

    private Cursor given(Map<String, Position> positions, long seen) {
        return new Cursor(state.epoch(), state.run(), Math.max(cursor.reach(), seen), positions);
    }

    private static void requireActive(State state, UUID device) {
        if (state.revoked() == null) {
            throw Problem.notFound("device", device);
        }
        if (state.revoked()) {
            throw DeviceQueries.revoked();
        }
    }

    private static void requireEpoch(Cursor cursor, State state) {
        if (!cursor.epoch().equals(state.epoch())) {
            throw Problem.of(ProblemType.EPOCH_CHANGED, "The cursor belongs to another set of data.")
                    .with("epoch", state.epoch());
        }
    }

    private static void requireSameHistory(Cursor cursor, State state) {
        if (state.run() == null) {
            throw new Runs.UnknownRunException();
        }
        boolean beyond = cursor.positions().values().stream()
                .anyMatch(at -> at.xid() > state.horizon().xid());
        if (beyond || !state.sameHistory()) {
            throw Problem.of(
                    ProblemType.CURSOR_DIVERGED, "The server's data were set back since this cursor was given.");
        }
    }
}
