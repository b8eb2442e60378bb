package io.plumbline.sync;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterator;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows of the feed so that a reader who remembers a position misses nothing.
 *
 * <p>The problem: a position must be something a row gets before it is visible, and rows do not become visible in the
 * order in which they got it. With a sequence or a time stamp, a row of a slow transaction appears behind the positions
 * of readers that have already passed, and is lost to them.
 *
 * <p>So a row carries the id of the transaction that wrote it, and a reader sees only rows of transactions below the
 * horizon: the oldest transaction still running ({@code pg_snapshot_xmin}). Everything below has ended, so nothing can
 * appear there any more. The horizon must come from the same snapshot as the rows: taken a moment earlier or later, it
 * names transactions whose rows the other snapshot does not show. Hence one REPEATABLE READ transaction per page.
 */
final class PullQueries {
    record FeedRow(
            String scope,
            String entity,
            UUID id,
            String op,
            int rev,
            @Nullable String body,
            long xid,
            long seq) {
        private static final int FRAME = 160;

        /** Bytes on the wire, about. */
        int bytes() {
            return FRAME + (body == null ? 0 : body.getBytes(StandardCharsets.UTF_8).length);
        }

        static FeedRow of(ResultSet row) throws SQLException {
            return new FeedRow(
                    row.getString("scope"),
                    row.getString("entity"),
                    row.getObject("id", UUID.class),
                    row.getString("op"),
                    row.getInt("rev"),
                    row.getString("body"),
                    row.getLong("xid"),
                    row.getLong("seq"));
        }
    }

    /**
     * @param xid transactions from this one on may still be running
     * @param ageMs for how long the oldest of them has been; 0 when none is
     */
    record Horizon(long xid, long ageMs) {}

    /** Rows that come from the database at a time. */
    static final int FETCHED = 32;

    private PullQueries() {}

    static String epoch(Handle handle) {
        return handle.createQuery("select epoch::text from data_sets order by started_at desc limit 1")
                .mapTo(String.class)
                .one();
    }

    static Horizon horizon(Handle handle) {
        // The activity view costs something, so it is asked only when a transaction is open at all.
        return handle.createQuery("""
                        select pg_snapshot_xmin(s)::text::bigint as xid,
                          case when pg_snapshot_xmin(s) < pg_snapshot_xmax(s)
                            then oldest_writer_age_ms() else 0 end as age
                        from pg_current_snapshot() s""")
                .map((row, context) -> new Horizon(row.getLong("xid"), Math.max(0, row.getLong("age"))))
                .one();
    }

    /**
     * What a page needs to know of the server, in one statement.
     *
     * @param revoked whether the device may no longer pull; null for an unknown device
     * @param end nothing is visible of transactions from this one on
     * @param run of the database; null when it was started anew since a run was noted
     * @param sameHistory whether the readers of all cursors have seen nothing but what is here
     * @param expired scopes whose position is below their floor
     */
    record State(
            @Nullable Boolean revoked,
            String epoch,
            Horizon horizon,
            long end,
            @Nullable UUID run,
            boolean sameHistory,
            List<String> expired) {}

    /** Of a reader with all these cursors, of which one is the others merged. */
    static State state(Handle handle, UUID organisationId, UUID deviceId, Cursor cursor, List<Cursor> given) {
        List<Map.Entry<String, Cursor.Position>> begun = cursor.positions().entrySet().stream()
                .filter(each -> each.getValue().xid() > 0)
                .toList();
        return handle.createQuery("""
                        select
                          (select revoked_at is not null from devices
                            where organisation_id = :organisation and id = :device) as revoked,
                          (select epoch::text from data_sets order by started_at desc limit 1) as epoch,
                          pg_snapshot_xmin(s)::text::bigint as xid,
                          case when pg_snapshot_xmin(s) < pg_snapshot_xmax(s)
                            then oldest_writer_age_ms() else 0 end as age,
                          pg_snapshot_xmax(s)::text::bigint as end,
                          (select token from sync_runs where reach_limit is null
                            and database_started_at = pg_postmaster_start_time()) as run,
                          not exists (select 1 from unnest(:runs, :reaches) g (run, reach)
                            left join sync_runs r on r.token = g.run::uuid
                            where r.token is null or g.reach > r.reach_limit::text::bigint) as same_history,
                          array(select f.scope from unnest(:scopes, :xids) p (scope, xid)
                            join sync_floors f on f.organisation_id = :organisation and f.scope = p.scope
                            where p.xid::text::xid8 < f.floor) as expired
                        from pg_current_snapshot() s""")
                .bind("organisation", organisationId)
                .bind("device", deviceId)
                .bind(
                        "runs",
                        given.stream().map(Cursor::run).map(PullQueries::text).toArray(String[]::new))
                .bind("reaches", given.stream().map(Cursor::reach).toArray(Long[]::new))
                .bind("scopes", begun.stream().map(Map.Entry::getKey).toArray(String[]::new))
                .bind("xids", begun.stream().map(each -> each.getValue().xid()).toArray(Long[]::new))
                .map((row, context) -> new State(
                        row.getObject("revoked", Boolean.class),
                        row.getString("epoch"),
                        new Horizon(row.getLong("xid"), Math.max(0, row.getLong("age"))),
                        row.getLong("end"),
                        row.getObject("run", UUID.class),
                        row.getBoolean("same_history"),
                        List.of((String[]) row.getArray("expired").getArray())))
                .one();
    }

    private static @Nullable String text(@Nullable UUID id) {
        return id == null ? null : id.toString();
    }

    /**
     * At most {@code limit} rows, scope by scope in the order given: one probe of sync_rows_feed_idx for each. Ends
     * with the row that exceeds {@code maxBytes}, but never with the first, so that whoever cuts the page sees that
     * there is more. A thousand visits with all their answers are never in memory.
     */
    static List<FeedRow> page(
            Handle handle,
            UUID organisationId,
            List<String> scopes,
            Cursor cursor,
            long horizon,
            int limit,
            int maxBytes) {
        Long[] xids = scopes.stream().map(scope -> cursor.of(scope).xid()).toArray(Long[]::new);
        Long[] seqs = scopes.stream().map(scope -> cursor.of(scope).seq()).toArray(Long[]::new);
        // The body stays json down to the client: as text it would be unpacked before the rows are sorted.
        Query query = handle.createQuery("""
                        select p.scope, r.entity, r.id, r.op, r.rev, r.body, r.xid::text::bigint as xid, r.seq
                        from unnest(:scopes, :xids, :seqs) with ordinality p (scope, xid, seq, position),
                        lateral (
                          select f.entity, f.id, f.op, f.rev, f.body, f.xid, f.seq
                          from sync_rows f
                          where f.organisation_id = :organisation and f.scope = p.scope
                            and (f.xid, f.seq) > (p.xid::text::xid8, p.seq) and f.xid < :horizon::text::xid8
                          order by f.xid, f.seq
                          limit :limit) r
                        order by p.position, r.xid, r.seq
                        limit :limit""")
                .bind("organisation", organisationId)
                .bind("scopes", scopes.toArray(String[]::new))
                .bind("xids", xids)
                .bind("seqs", seqs)
                .bind("horizon", horizon)
                .bind("limit", limit)
                .setFetchSize(FETCHED);
        List<FeedRow> page = new ArrayList<>();
        try (ResultIterator<FeedRow> rows =
                query.map((row, context) -> FeedRow.of(row)).iterator()) {
            for (int bytes = 0; (bytes <= maxBytes || page.size() < 2) && rows.hasNext(); ) {
                FeedRow row = rows.next();
                bytes += row.bytes();
                page.add(row);
            }
        }
        return page;
    }
}
