package io.plumbline.sync;

import io.plumbline.sync.PullQueries.FeedRow;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** SQL over the present rows of one scope. Uses sync_rows_pkey. */
final class SnapshotQueries {
    /** Where a snapshot goes on. */
    record After(String entity, UUID id) {}

    /**
     * What is in a scope.
     *
     * @param newest the highest position of a row of it, present or removed; 0 for none
     * @param digest exclusive or over its rows of the first eight bytes of SHA-256 over entity, id and revision
     */
    record Summary(long rows, long newest, String digest) {}

    private SnapshotQueries() {}

    /** Every present row, in the order of entity and id; some of them are in memory at a time. */
    static void read(
            Handle handle, UUID organisationId, String scope, @Nullable After after, Consumer<FeedRow> reader) {
        handle.createQuery("""
                        select scope, entity, id, op, rev, body, xid::text::bigint as xid, seq
                        from sync_rows
                        where organisation_id = :organisation and scope = :scope and op = 'upsert'
                          and (:entity::text is null or (entity, id) > (:entity, :id))
                        order by entity, id""")
                .bind("organisation", organisationId)
                .bind("scope", scope)
                .bind("entity", after == null ? null : after.entity())
                .bind("id", after == null ? null : after.id())
                .setFetchSize(PullQueries.FETCHED)
                .map((row, context) -> FeedRow.of(row))
                .forEach(reader);
    }

    static Summary summary(Handle handle, UUID organisationId, String scope) {
        return handle.createQuery("""
                        select count(*) filter (where op = 'upsert') as rows,
                          coalesce(max(xid::text::bigint), 0) as newest,
                          lpad(to_hex(coalesce(bit_xor(
                            ('x' || substr(encode(sha256(convert_to(entity || E'\\n' || id || E'\\n' || rev, 'UTF8')),
                              'hex'), 1, 16))::bit(64)::bigint) filter (where op = 'upsert'), 0)), 16, '0') as digest
                        from sync_rows where organisation_id = :organisation and scope = :scope""")
                .bind("organisation", organisationId)
                .bind("scope", scope)
                .map((row, context) -> new Summary(row.getLong("rows"), row.getLong("newest"), row.getString("digest")))
                .one();
    }
}
