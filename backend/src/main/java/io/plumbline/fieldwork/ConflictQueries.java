package io.plumbline.fieldwork;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.platform.persistence.MultiRow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** SQL over conflicts. */
final class ConflictQueries {
    /** A conflict as its row shows it. */
    record ConflictView(UUID id, UUID visit, String field, JsonNode heads, UUID winner, String state) {}

    private static final MultiRow UPSERT = new MultiRow(
            "insert into conflicts (organisation_id, id, visit_id, field, heads, winner, state, opened_at) values",
            "(?::uuid, ?::uuid, ?::uuid, ?, ?::jsonb, ?::uuid, 'OPEN', ?::timestamptz)",
            """
            on conflict (organisation_id, id) do update
            set heads = excluded.heads, winner = excluded.winner, state = 'OPEN', closed_at = null""");

    private ConflictQueries() {}

    static void open(Handle handle, UUID organisationId, Instant now, List<ConflictView> conflicts) {
        List<@Nullable Object[]> values = new ArrayList<>(conflicts.size());
        for (ConflictView conflict : conflicts) {
            values.add(new @Nullable Object[] {
                organisationId,
                conflict.id(),
                conflict.visit(),
                conflict.field(),
                Json.write(conflict.heads()),
                conflict.winner(),
                now
            });
        }
        UPSERT.execute(handle, values);
    }

    /** Closes the visits' conflicts but those that are still open, and says which. Uses conflicts_visit_idx. */
    static List<ConflictView> closeOthers(
            Handle handle, UUID organisationId, Instant now, Collection<UUID> visits, Collection<UUID> stillOpen) {
        return handle.createQuery("""
                        update conflicts set state = 'CLOSED', closed_at = :now
                        where organisation_id = :organisation and visit_id = any(:visits) and state = 'OPEN'
                          and id <> all(:open)
                        returning id, visit_id, field, heads, winner, state""")
                .bind("organisation", organisationId)
                .bind("now", now)
                .bind("visits", visits.toArray(UUID[]::new))
                .bind("open", stillOpen.toArray(UUID[]::new))
                .map((row, context) -> view(row))
                .list();
    }

    static List<ConflictView> ofVisit(Handle handle, UUID organisationId, UUID visitId) {
        return ofVisits(handle, organisationId, List.of(visitId));
    }

    /** In the order in which they were opened. Uses conflicts_visit_idx. */
    static List<ConflictView> ofVisits(Handle handle, UUID organisationId, Collection<UUID> visits) {
        return handle.createQuery("""
                        select id, visit_id, field, heads, winner, state from conflicts
                        where organisation_id = :organisation and visit_id = any(:visits) order by opened_at, id""")
                .bind("organisation", organisationId)
                .bind("visits", visits.toArray(UUID[]::new))
                .map((row, context) -> view(row))
                .list();
    }

    /** By id, for there is no better order that never changes. */
    static List<ConflictView> list(
            Handle handle, UUID organisationId, @Nullable String state, @Nullable UUID after, int limit) {
        return handle.createQuery("""
                        select id, visit_id, field, heads, winner, state from conflicts
                        where organisation_id = :organisation and (:state::text is null or state = :state)
                          and (:after::uuid is null or id > :after)
                        order by id limit :limit""")
                .bind("organisation", organisationId)
                .bind("state", state)
                .bind("after", after)
                .bind("limit", limit)
                .map((row, context) -> view(row))
                .list();
    }

    private static ConflictView view(ResultSet row) throws SQLException {
        return new ConflictView(
                row.getObject("id", UUID.class),
                row.getObject("visit_id", UUID.class),
                row.getString("field"),
                Json.read(row.getString("heads")),
                row.getObject("winner", UUID.class),
                row.getString("state"));
    }
}
