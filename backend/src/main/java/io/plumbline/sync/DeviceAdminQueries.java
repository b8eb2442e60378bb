package io.plumbline.sync;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** SQL over devices as the office sees them. */
final class DeviceAdminQueries {
    /** Which devices are asked for. */
    enum Show {
        ACTIVE("d.revoked_at is null"),
        REVOKED("d.revoked_at is not null"),
        WIPING("d.wipe_asked_at is not null"),
        QUIET("d.revoked_at is null and d.last_seen_at < :quiet"),
        NEAR("coalesce(held.rows, 0) >= :near");

        private final String condition;

        Show(String condition) {
            this.condition = condition;
        }
    }

    /** @param deviceId the last device of the page before, or null */
    record Wanted(@Nullable Show show, @Nullable UUID deviceId, Instant quietSince, int limit) {}

    /**
     * @param incarnations more than one: copies of its database were seen
     * @param rows held by its people together, counted when each one's last session began
     * @param held operations of it that wait for something
     * @param parked operations of it that could not be applied, but for those set aside
     */
    record Row(
            UUID id,
            String name,
            @Nullable String platform,
            @Nullable String appVersion,
            UUID enrolledBy,
            Instant enrolledAt,
            @Nullable Instant lastSeenAt,
            boolean keyed,
            int incarnations,
            int rows,
            int held,
            int parked,
            @Nullable Instant revokedAt,
            @Nullable UUID revokedBy,
            @Nullable String revokedReason,
            @Nullable Instant wipeAskedAt,
            @Nullable UUID wipeAskedBy,
            @Nullable Instant wipedAt) {}

    /** Who signed in on a device. */
    record Person(
            UUID account, Instant firstSeenAt, @Nullable Instant lastSeenAt, int rows) {}

    /** One local database of a device. */
    record Incarnation(int number, Instant beganAt, long watermark) {}

    private static final String COLUMNS = """
            select d.*, coalesce(held.rows, 0) as rows, copies.n as incarnations,
              waiting.held as held, waiting.parked as parked
            from devices d
            left join lateral (select sum(a.rows_held) as rows from device_accounts a
              where a.organisation_id = d.organisation_id and a.device_id = d.id) held on true
            left join lateral (select count(*) as n from device_incarnations i
              where i.organisation_id = d.organisation_id and i.device_id = d.id) copies on true
            left join (select o.device_id, count(*) filter (where o.status = 'HELD') as held,
                count(*) filter (where o.status = 'PARKED' and s.operation_id is null) as parked
              from sync_operations o
              left join sync_set_aside s on s.organisation_id = o.organisation_id and s.operation_id = o.id
              where o.organisation_id = :organisation and o.status in ('HELD', 'PARKED')
              group by o.device_id) waiting on waiting.device_id = d.id
            where d.organisation_id = :organisation""";

    private DeviceAdminQueries() {}

    /** At most the limit, the latest enrolled first. Uses sync_operations_waiting_idx for what waits. */
    static List<Row> list(Handle handle, UUID organisationId, Wanted wanted) {
        String condition = wanted.show() == null ? "" : " and " + wanted.show().condition;
        Query query = handle.createQuery(COLUMNS + condition
                        + " and (:after::uuid is null or d.id < :after) order by d.id desc limit :limit")
                .bind("organisation", organisationId)
                .bind("after", wanted.deviceId())
                .bind("limit", wanted.limit());
        if (wanted.show() == Show.QUIET) {
            query.bind("quiet", wanted.quietSince());
        } else if (wanted.show() == Show.NEAR) {
            query.bind("near", RowLimits.WARN_AT);
        }
        return query.map((row, context) -> row(row)).list();
    }

    static Optional<Row> find(Handle handle, UUID organisationId, UUID id) {
        return handle.createQuery(COLUMNS + " and d.id = :id")
                .bind("organisation", organisationId)
                .bind("id", id)
                .map((row, context) -> row(row))
                .findOne();
    }

    static List<Person> people(Handle handle, UUID organisationId, UUID id) {
        return handle.createQuery("""
                        select account_id, first_seen_at, last_seen_at, rows_held from device_accounts
                        where organisation_id = :organisation and device_id = :id
                        order by first_seen_at, account_id limit 100""")
                .bind("organisation", organisationId)
                .bind("id", id)
                .map((row, context) -> new Person(
                        row.getObject("account_id", UUID.class),
                        row.getTimestamp("first_seen_at").toInstant(),
                        instant(row, "last_seen_at"),
                        row.getInt("rows_held")))
                .list();
    }

    static List<Incarnation> incarnations(Handle handle, UUID organisationId, UUID id) {
        return handle.createQuery("""
                        select incarnation, began_at, watermark from device_incarnations
                        where organisation_id = :organisation and device_id = :id
                        order by incarnation desc limit 100""")
                .bind("organisation", organisationId)
                .bind("id", id)
                .map((row, context) -> new Incarnation(
                        row.getInt("incarnation"), row.getTimestamp("began_at").toInstant(), row.getLong("watermark")))
                .list();
    }

    /** When the device last handed something over. Uses sync_operations_device_idx. */
    static Optional<Instant> lastReceived(Handle handle, UUID organisationId, UUID id) {
        return handle.createQuery("""
                        select max(received_at) from sync_operations
                        where organisation_id = :organisation and device_id = :id""")
                .bind("organisation", organisationId)
                .bind("id", id)
                .mapTo(Instant.class)
                .findOne();
    }

    /** The first revocation counts. False for an unknown device. */
    static boolean revoke(Handle handle, UUID organisationId, UUID id, UUID by, @Nullable String reason, Instant now) {
        return handle.createUpdate("""
                        update devices set
                          revoked_by = case when revoked_at is null then :by else revoked_by end,
                          revoked_reason = case when revoked_at is null then :reason else revoked_reason end,
                          revoked_at = coalesce(revoked_at, :now)
                        where organisation_id = :organisation and id = :id""")
                        .bind("organisation", organisationId)
                        .bind("id", id)
                        .bind("by", by)
                        .bind("reason", reason)
                        .bind("now", now)
                        .execute()
                == 1;
    }

    /** Asks anew each time. False for an unknown device. */
    static boolean askToWipe(Handle handle, UUID organisationId, UUID id, UUID by, Instant now) {
        return handle.createUpdate("""
                        update devices set wipe_asked_at = :now, wipe_asked_by = :by, wiped_at = null
                        where organisation_id = :organisation and id = :id""")
                        .bind("organisation", organisationId)
                        .bind("id", id)
                        .bind("by", by)
                        .bind("now", now)
                        .execute()
                == 1;
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("platform"),
                row.getString("app_version"),
                row.getObject("enrolled_by", UUID.class),
                row.getTimestamp("enrolled_at").toInstant(),
                instant(row, "last_seen_at"),
                row.getString("public_key") != null,
                row.getInt("incarnations"),
                row.getInt("rows"),
                row.getInt("held"),
                row.getInt("parked"),
                instant(row, "revoked_at"),
                row.getObject("revoked_by", UUID.class),
                row.getString("revoked_reason"),
                instant(row, "wipe_asked_at"),
                row.getObject("wipe_asked_by", UUID.class),
                instant(row, "wiped_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }
}
