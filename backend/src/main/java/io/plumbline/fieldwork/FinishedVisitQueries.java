package io.plumbline.fieldwork;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** SQL over assignments that are finished and still in their person's scope. */
final class FinishedVisitQueries {
    record Due(UUID assignment, UUID visit, UUID assignee, Instant finishedAt) {
        static Due of(ResultSet row) throws SQLException {
            Timestamp finished = row.getTimestamp("finished_at");
            return new Due(
                    row.getObject("id", UUID.class),
                    row.getObject("visit_id", UUID.class),
                    row.getObject("assignee_id", UUID.class),
                    finished.toInstant());
        }
    }

    record ConflictOf(UUID id, UUID assignee) {}

    private FinishedVisitQueries() {}

    /** The longest finished first. Uses assignments_finished_idx. */
    static List<Due> due(Handle handle, UUID organisationId, Instant before, @Nullable Due after, int limit) {
        return handle.createQuery("""
                        select id, visit_id, assignee_id, finished_at from assignments
                        where organisation_id = :organisation and finished_at is not null and not out_of_scope
                          and finished_at < :before
                          and (finished_at, id) > (coalesce(:finished::timestamptz, '-infinity'),
                            coalesce(:id::uuid, '00000000-0000-0000-0000-000000000000'))
                        order by finished_at, id limit :limit""")
                .bind("organisation", organisationId)
                .bind("before", before)
                .bind("finished", after == null ? null : after.finishedAt())
                .bind("id", after == null ? null : after.assignment())
                .bind("limit", limit)
                .map((row, context) -> Due.of(row))
                .list();
    }

    /** Notes that they left; those that nobody changed since they were found. To be called with the visits locked. */
    static List<Due> putAway(Handle handle, UUID organisationId, Instant before, Collection<UUID> assignments) {
        return handle.createQuery("""
                        update assignments set out_of_scope = true
                        where organisation_id = :organisation and id = any(:ids) and not out_of_scope
                          and finished_at < :before
                        returning id, visit_id, assignee_id, finished_at""")
                .bind("organisation", organisationId)
                .bind("ids", assignments.toArray(UUID[]::new))
                .bind("before", before)
                .map((row, context) -> Due.of(row))
                .list();
    }

    /** Uses conflicts_visit_idx. */
    static List<ConflictOf> conflicts(Handle handle, UUID organisationId, Collection<UUID> visits) {
        return handle.createQuery("""
                        select c.id, a.assignee_id from conflicts c
                        join assignments a on a.organisation_id = c.organisation_id and a.visit_id = c.visit_id
                        where c.organisation_id = :organisation and c.visit_id = any(:visits)""")
                .bind("organisation", organisationId)
                .bind("visits", visits.toArray(UUID[]::new))
                .map((row, context) ->
                        new ConflictOf(row.getObject("id", UUID.class), row.getObject("assignee_id", UUID.class)))
                .list();
    }
}
