package io.plumbline.sync;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** SQL over operations that came again under a known id and with other content. */
final class RejectedCopyQueries {
    /** One copy: of an operation there may be several. */
    record CopyKey(UUID operation, String hash) {}

    /** Whose it is, on what it was, and when it came. */
    record Side(UUID actorId, UUID deviceId, @Nullable String deviceName, Instant receivedAt) {}

    /**
     * A copy beside the operation that has the id.
     *
     * @param kind of the operation, as are status and visit: nobody has looked at what the copy says
     */
    record Copy(
            CopyKey key,
            String kind,
            String status,
            @Nullable UUID entityId,
            Side copy,
            Side first) {}

    record Bodies(Copy copy, String body, String firstBody) {}

    private static final String SELECT = """
            select c.operation_id, encode(c.content_hash, 'hex') as hash, o.kind, o.status, o.entity_id,
              c.actor_id, c.device_id, d.name, c.received_at,
              o.actor_id as first_actor_id, o.device_id as first_device_id, f.name as first_name,
              o.received_at as first_received_at, %s as body, %s as first_body
            from sync_rejected_copies c
            join sync_operations o on o.organisation_id = c.organisation_id and o.id = c.operation_id
            left join devices d on d.organisation_id = c.organisation_id and d.id = c.device_id
            left join devices f on f.organisation_id = c.organisation_id and f.id = o.device_id
            where c.organisation_id = :organisation
            """;

    private RejectedCopyQueries() {}

    /** The latest id first, without what they say. Uses sync_rejected_copies_pkey. */
    static List<Copy> list(Handle handle, UUID organisationId, @Nullable CopyKey after, int limit) {
        return handle.createQuery(SELECT.formatted("null", "null") + """
                        and (:operation::uuid is null
                          or (c.operation_id, c.content_hash) < (:operation::uuid, decode(:hash, 'hex')))
                        order by c.operation_id desc, c.content_hash desc limit :limit""")
                .bind("organisation", organisationId)
                .bind("operation", after == null ? null : after.operation())
                .bind("hash", after == null ? null : after.hash())
                .bind("limit", limit)
                .map((row, context) -> copy(row))
                .list();
    }

    static Optional<Bodies> find(Handle handle, UUID organisationId, CopyKey key) {
        return handle.createQuery(SELECT.formatted("c.body::text", "o.body::text")
                        + "and c.operation_id = :operation and c.content_hash = decode(:hash, 'hex')")
                .bind("organisation", organisationId)
                .bind("operation", key.operation())
                .bind("hash", key.hash())
                .map((row, context) -> new Bodies(copy(row), row.getString("body"), row.getString("first_body")))
                .findOne();
    }

    private static Copy copy(ResultSet row) throws SQLException {
        return new Copy(
                new CopyKey(row.getObject("operation_id", UUID.class), row.getString("hash")),
                row.getString("kind"),
                row.getString("status"),
                row.getObject("entity_id", UUID.class),
                side(row, ""),
                side(row, "first_"));
    }

    private static Side side(ResultSet row, String prefix) throws SQLException {
        return new Side(
                row.getObject(prefix + "actor_id", UUID.class),
                row.getObject(prefix + "device_id", UUID.class),
                row.getString(prefix + "name"),
                row.getTimestamp(prefix + "received_at").toInstant());
    }
}
