package io.plumbline.sync.interleaving;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.postgresql.PGConnection;

/**
 * A bug put into the server by changing its SQL on the way to PostgreSQL. A plant that no longer finds its place in the
 * server's SQL says so, because then it proves nothing.
 */
final class Plant {
    /** The bugs, each with the schedules that caught it before; docs/testing.md tells each. */
    enum Bug {
        NO_HORIZON(9L),
        HORIZON_OF_ANOTHER_STATEMENT(30L, 3L, 10L),
        SEQUENCE_CURSOR(2L),
        PAGE_EDGE(14L, 3L),
        NEWER_WINS(1L, 7L),
        FIRST_STAMP_STAYS(1L),
        LOCK_AFTER_READ(1L),
        RECEIPT_OUTSIDE_THE_TRANSACTION(4L, 7L, 28L, 12L),
        COLLECTS_WITHOUT_A_FLOOR(2L),
        HELD_IS_FORGOTTEN(12L);

        @SuppressWarnings("ImmutableEnumChecker") // List.of
        private final List<Long> seeds;

        Bug(Long... seeds) {
            this.seeds = List.of(seeds);
        }

        /** Those that caught it before, then all others: a replay is alike, not equal. */
        LongStream seeds(int tries) {
            return LongStream.concat(seeds.stream().mapToLong(each -> each), LongStream.rangeClosed(1, tries))
                    .distinct();
        }
    }

    /** Where a statement is made. */
    record Place(Connection connection, String sql, Runnable pause) {
        boolean has(String text) {
            return sql.contains(text);
        }
    }

    private static final String HORIZON = "pg_snapshot_xmin(s)";
    private static final String BEYOND = "(f.xid, f.seq) > (p.xid::text::xid8, p.seq)";
    private static final String STAMP = "set xid = pg_current_xact_id(), seq = excluded.seq, op";
    private static final String LOCK = "count(pg_advisory_xact_lock(k.key))";

    private static final int TURNS_OF_OTHERS = 8;

    private final Bug bug;
    private final UUID organisation;
    private final List<UUID> visits;
    private final Connection beside;
    private final AtomicInteger applied = new AtomicInteger();
    /** Connections, by their process, whose transaction still has to take its locks. */
    private final Map<Integer, Boolean> unlocked = new ConcurrentHashMap<>();

    /** @param beside a connection of its own, in no transaction, that sees the organisation's rows */
    Plant(Bug bug, UUID organisation, List<UUID> visits, Connection beside) {
        this.bug = bug;
        this.organisation = organisation;
        this.visits = visits;
        this.beside = beside;
    }

    /** How often the server ran with the bug. */
    int applied() {
        return applied.get();
    }

    /** A statement on another connection in place of this one, or null. */
    PreparedStatement elsewhere(Place place) throws SQLException {
        if (bug != Bug.RECEIPT_OUTSIDE_THE_TRANSACTION || !place.has("insert into sync_operations")) {
            return null;
        }
        applied.incrementAndGet();
        return beside.prepareStatement(place.sql());
    }

    String rewrite(Place place) throws SQLException {
        String sql = bug == Bug.LOCK_AFTER_READ ? lockLate(place) : changed(place);
        if (!sql.equals(place.sql())) {
            applied.incrementAndGet();
        }
        return sql;
    }

    private String changed(Place place) throws SQLException {
        String sql = place.sql();
        return switch (bug) {
            case NO_HORIZON -> sql.replace(HORIZON, "pg_snapshot_xmax(s)");
            case HORIZON_OF_ANOTHER_STATEMENT ->
                place.has(HORIZON) ? sql.replace(HORIZON, "'" + laterHorizon(place) + "'::xid8") : sql;
            case SEQUENCE_CURSOR -> bySequence(place);
            case PAGE_EDGE ->
                sql.replace(
                        BEYOND,
                        "case when p.seq = 0 then f.xid >= p.xid::text::xid8 else f.xid > p.xid::text::xid8 end");
            case NEWER_WINS -> place.has("insert into sync_rows") ? sql + "\nwhere sync_rows.xid <= excluded.xid" : sql;
            case FIRST_STAMP_STAYS -> sql.replace(STAMP, "set op");
            case COLLECTS_WITHOUT_A_FLOOR -> sql.replace("(max(xid::text::bigint) + 1)::text::xid8", "min('0'::xid8)");
            case HELD_IS_FORGOTTEN -> sql.replace("and (status = 'HELD' or", "and (status = 'FORGOTTEN' or");
            case LOCK_AFTER_READ, RECEIPT_OUTSIDE_THE_TRANSACTION -> sql;
        };
    }

    /** The transaction's snapshot is taken, others go on for a while, and only then the horizon is read. */
    private String laterHorizon(Place place) throws SQLException {
        try (PreparedStatement first = place.connection().prepareStatement("select 1")) {
            first.execute();
        }
        for (int turn = 0; turn < TURNS_OF_OTHERS; turn++) {
            place.pause().run();
        }
        try (PreparedStatement query = beside.prepareStatement("select pg_snapshot_xmin(pg_current_snapshot())::text");
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    private static String bySequence(Place place) {
        if (place.has("from sync_rows f")) {
            return place.sql()
                    .replace(BEYOND, "(f.seq, f.seq) > (p.xid, p.seq)")
                    .replace("f.xid < ?::text::xid8", "f.seq < ?::bigint")
                    .replace("order by f.xid, f.seq", "order by f.seq")
                    .replace("r.xid::text::bigint as xid", "r.seq as xid");
        }
        return place.sql()
                .replace(
                        "pg_snapshot_xmin(s)::text::bigint as xid",
                        "(select coalesce(max(seq), 0) + 1 from sync_rows) as xid")
                .replace("where p.xid::text::xid8 < f.floor", "where false")
                .replace("where position < ?::text::xid8", "where ?::bigint < 0")
                .replace("where position < pg_snapshot_xmin(s)", "where false");
    }

    /** Reads first, and locks all visits of the schedule before it writes. */
    private String lockLate(Place place) throws SQLException {
        int backend = place.connection().unwrap(PGConnection.class).getBackendPID();
        if (place.has(LOCK)) {
            unlocked.put(backend, true);
            return place.sql().replace(LOCK, "count(k.key)");
        }
        boolean writes = place.has("insert into") || place.has("update ");
        if (writes && unlocked.remove(backend) != null) {
            try (PreparedStatement lock = place.connection().prepareStatement("""
                    select pg_advisory_xact_lock(k.key) from (
                      select hashtextextended(? || e.id::text, 0) as key from unnest(?) as e (id) order by key) k""")) {
                lock.setString(1, organisation.toString());
                lock.setArray(2, place.connection().createArrayOf("uuid", new TreeSet<>(visits).toArray()));
                lock.execute();
            }
        }
        return place.sql();
    }
}
