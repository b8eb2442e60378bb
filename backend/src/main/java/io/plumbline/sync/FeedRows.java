package io.plumbline.sync;

import io.plumbline.platform.persistence.MultiRow;
import io.plumbline.sync.SyncFeed.RowKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The statement that writes rows of the feed; apart from the bean so that a test can run it on connections of its own.
 */
final class FeedRows {
    private static final MultiRow UPSERT = new MultiRow(
            "insert into sync_rows (organisation_id, scope, entity, id, op, rev, body) values",
            "(?::uuid, ?, ?, ?::uuid, ?, ?::int, ?::json)",
            """
            on conflict (organisation_id, scope, entity, id) do update
            set xid = pg_current_xact_id(), seq = excluded.seq, op = excluded.op, rev = excluded.rev,
              body = excluded.body, changed_at = now()""");

    private FeedRows() {}

    /**
     * A thing that changed twice is written once, as it was last; in one order for all, so that writers cannot
     * deadlock.
     */
    static void write(Handle handle, UUID organisationId, Collection<RowChange> changes) {
        Map<String, RowChange> last = new TreeMap<>();
        for (RowChange change : changes) {
            last.put(change.scope() + '\n' + change.entity() + '\n' + change.id(), change);
        }
        List<@Nullable Object[]> rows = new ArrayList<>(last.size());
        for (RowChange change : last.values()) {
            rows.add(new @Nullable Object[] {
                organisationId,
                change.scope(),
                change.entity(),
                change.id(),
                change.op().wire(),
                change.rev(),
                change.body()
            });
        }
        UPSERT.execute(handle, rows);
    }

    /** Whether the row is there with this body. */
    static boolean has(Handle handle, UUID organisationId, RowChange change) {
        return handle.createQuery("""
                        select exists (select from sync_rows
                          where organisation_id = :organisation and scope = :scope and entity = :entity and id = :id
                            and op = :op and body::text = :body)""")
                .bind("organisation", organisationId)
                .bind("scope", change.scope())
                .bind("entity", change.entity())
                .bind("id", change.id())
                .bind("op", change.op().wire())
                .bind("body", change.body())
                .mapTo(Boolean.class)
                .one();
    }

    /**
     * Rows that are there, and receipts of operations on the entities, leave their scopes as they are: the same
     * revision, stamped anew. Uses sync_rows_pkey and sync_operations_entity_idx.
     */
    static int withdraw(Handle handle, UUID organisationId, Collection<RowKey> rows, Collection<UUID> entityIds) {
        return handle.createUpdate("""
                        update sync_rows r
                        set op = 'left', body = null, xid = pg_current_xact_id(), seq = nextval('sync_rows_seq'),
                          changed_at = now()
                        from (
                          select * from unnest(:scopes, :entities, :ids) k (scope, entity, id)
                          union
                          select 'user:' || o.actor_id, 'receipt', o.id from sync_operations o
                          where o.organisation_id = :organisation and o.entity_id = any(:of)) k
                        where r.organisation_id = :organisation and r.scope = k.scope and r.entity = k.entity
                          and r.id = k.id and r.op = 'upsert'""")
                .bind("organisation", organisationId)
                .bind("scopes", rows.stream().map(RowKey::scope).toArray(String[]::new))
                .bind("entities", rows.stream().map(RowKey::entity).toArray(String[]::new))
                .bind("ids", rows.stream().map(RowKey::id).toArray(UUID[]::new))
                .bind("of", entityIds.toArray(UUID[]::new))
                .execute();
    }
}
