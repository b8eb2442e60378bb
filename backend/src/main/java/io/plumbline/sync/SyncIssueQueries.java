package io.plumbline.sync;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** SQL over operations the office should look at. */
final class SyncIssueQueries {
    /** Why the office is shown an operation that is in effect. */
    enum Flag {
        /** Applied after five days without what it waited for. */
        FORCED("forced"),
        /** Written before the assignment was given to somebody else, and came after. */
        OFF_SCOPE("off-scope"),
        /** Written before its author knew that the visit was cancelled. */
        AFTER_CANCEL("after-cancel");

        private final String code;

        Flag(String code) {
            this.code = code;
        }
    }

    /**
     * @param status null for held and parked ones; counts only without a flag
     * @param setAside those that were set aside, or those that were not
     * @param after the last operation of the page before, or null
     */
    record Wanted(
            @Nullable OperationStatus status,
            @Nullable Flag flag,
            boolean setAside,
            @Nullable UUID after,
            int limit) {}

    record Row(
            UUID id,
            String status,
            @Nullable String code,
            @Nullable String detail,
            @Nullable String pointer,
            String kind,
            @Nullable UUID entityId,
            UUID actorId,
            UUID deviceId,
            @Nullable String deviceName,
            Instant receivedAt,
            @Nullable Instant deviceAt,
            @Nullable UUID setAsideBy,
            @Nullable Instant setAsideAt,
            @Nullable String note,
            String body) {}

    private SyncIssueQueries() {}

    /** The latest id first. Uses sync_operations_waiting_idx, or sync_operations_flagged_idx for a flag. */
    static List<Row> list(Handle handle, UUID organisationId, Wanted wanted) {
        Flag flag = wanted.flag();
        OperationStatus status = wanted.status();
        String which = flag == null
                ? "o.status in ('HELD', 'PARKED') and o.status = coalesce(:which, o.status)"
                : "o.status in ('APPLIED', 'SUPERSEDED') and o.code in ('forced', 'off-scope', 'after-cancel')"
                        + " and o.code = :which";
        String rest = which + " order by o.id desc limit :limit";
        return handle.createQuery("""
                        select o.id, o.status, o.code, o.detail, o.receipt ->> 'pointer' as pointer, o.kind,
                          o.entity_id, o.actor_id, o.device_id, d.name, o.received_at, o.device_at,
                          o.body::text as body, s.account_id as set_aside_by, s.set_aside_at, s.note
                        from sync_operations o
                        left join devices d on d.organisation_id = o.organisation_id and d.id = o.device_id
                        left join sync_set_aside s
                          on s.organisation_id = o.organisation_id and s.operation_id = o.id
                        where o.organisation_id = :organisation and (s.operation_id is not null) = :aside
                          and (:after::uuid is null or o.id < :after) and\s""" + rest)
                .bind("organisation", organisationId)
                .bind("aside", wanted.setAside())
                .bind("after", wanted.after())
                .bind("which", flag != null ? flag.code : status == null ? null : status.name())
                .bind("limit", wanted.limit())
                .map((row, context) -> row(row))
                .list();
    }

    /** The first time counts. False when there is no such operation that the office could look at. */
    static boolean setAside(Handle handle, UUID organisationId, UUID id, UUID by, String note, Instant now) {
        return handle.createUpdate("""
                        insert into sync_set_aside (organisation_id, operation_id, account_id, note, set_aside_at)
                        select o.organisation_id, o.id, :by, :note, :now from sync_operations o
                        where o.organisation_id = :organisation and o.id = :id
                          and (o.status = 'PARKED' or o.code in ('forced', 'off-scope', 'after-cancel'))
                        on conflict (organisation_id, operation_id)
                          do update set operation_id = excluded.operation_id""")
                        .bind("organisation", organisationId)
                        .bind("id", id)
                        .bind("by", by)
                        .bind("note", note)
                        .bind("now", now)
                        .execute()
                == 1;
    }

    /** Puts the operation back into the lists. */
    static void takeUp(Handle handle, UUID organisationId, UUID id) {
        handle.createUpdate("delete from sync_set_aside where organisation_id = :organisation and operation_id = :id")
                .bind("organisation", organisationId)
                .bind("id", id)
                .execute();
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getObject("id", UUID.class),
                row.getString("status"),
                row.getString("code"),
                row.getString("detail"),
                row.getString("pointer"),
                row.getString("kind"),
                row.getObject("entity_id", UUID.class),
                row.getObject("actor_id", UUID.class),
                row.getObject("device_id", UUID.class),
                row.getString("name"),
                row.getTimestamp("received_at").toInstant(),
                instant(row, "device_at"),
                row.getObject("set_aside_by", UUID.class),
                instant(row, "set_aside_at"),
                row.getString("note"),
                row.getString("body"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }
}
