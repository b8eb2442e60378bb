package io.plumbline.sync;

import io.plumbline.platform.persistence.MultiRow;
import io.plumbline.sync.clock.EffectiveHlc;
import io.plumbline.sync.clock.Hlc;
import io.plumbline.sync.message.KnownKinds;
import io.plumbline.sync.message.Need;
import io.plumbline.sync.message.Operation;
import io.plumbline.sync.message.OperationParser;
import io.plumbline.sync.message.ProtocolLimits;
import io.plumbline.sync.message.Receipt;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** SQL over stored operations. Every method is one statement, whatever the number of operations. */
final class OperationQueries {
    /** An operation as it was stored: enough to tell a replay from a reuse of its id. */
    record Stored(UUID id, String contentHash, Receipt receipt) {}

    /** What is written of an operation. */
    record Row(PreparedOperation operation, EffectiveHlc clock, OperationOutcome outcome, Receipt receipt) {}

    /** A change of an operation stored earlier. */
    record Change(UUID id, UUID actorId, OperationOutcome outcome, Receipt receipt) {}

    record Waiting(String entity, UUID entityId) {}

    private static final MultiRow INSERT = new MultiRow("""
            insert into sync_operations (organisation_id, id, device_id, incarnation, sequence, actor_id, sent_by,
              entity, entity_id, kind, hlc, effective_hlc, clock_suspect, body, content_hash, status, code, detail,
              needs, receipt, device_at, received_at, settled_at) values""", """
            (?::uuid, ?::uuid, ?::uuid, ?::int, ?::bigint, ?::uuid, ?::uuid, ?, ?::uuid, ?, ?::bigint, ?::bigint, \
            ?::boolean, ?::json, ?::bytea, ?, ?, ?, ?::jsonb, ?::json, ?::timestamptz, ?::timestamptz, \
            ?::timestamptz)""", "on conflict (organisation_id, id) do nothing");

    private static final MultiRow UPDATE =
            new MultiRow("""
            update sync_operations o
            set status = v.status, code = v.code, detail = v.detail, needs = v.needs, receipt = v.receipt,
              settled_at = v.settled_at
            from (values""", "(?::uuid, ?::uuid, ?::text, ?::text, ?::text, ?::jsonb, ?::json, ?::timestamptz)", """
            ) v (organisation_id, id, status, code, detail, needs, receipt, settled_at)
            where o.organisation_id = v.organisation_id and o.id = v.id""");

    private static final MultiRow REJECTED_COPY = new MultiRow(
            """
            insert into sync_rejected_copies
              (organisation_id, operation_id, content_hash, device_id, actor_id, body, received_at) values""",
            "(?::uuid, ?::uuid, ?::bytea, ?::uuid, ?::uuid, ?::json, ?::timestamptz)",
            "on conflict (organisation_id, operation_id, content_hash) do nothing");

    private OperationQueries() {}

    /**
     * Takes the entities until the transaction ends, in one order for all, whether their rows exist or not.
     *
     * @return the transaction's id
     */
    static String lock(Handle handle, UUID organisationId, Collection<UUID> entityIds) {
        return handle.createQuery("""
                        select pg_current_xact_id()::text
                          || case when count(pg_advisory_xact_lock(k.key)) < 0 then '' else '' end
                        from (select distinct hashtextextended(:organisation || e.id::text, 0) as key
                              from unnest(:ids) as e (id) order by key) k""")
                .bind("organisation", organisationId.toString())
                .bind("ids", entityIds.toArray(UUID[]::new))
                .mapTo(String.class)
                .one();
    }

    /** As {@link #lock}, those that are free; without a transaction id. */
    static Set<UUID> tryLock(Handle handle, UUID organisationId, Collection<UUID> entityIds) {
        return new HashSet<>(handle.createQuery("""
                        select e.id from unnest(:ids) as e (id)
                        where pg_try_advisory_xact_lock(hashtextextended(:organisation || e.id::text, 0))""")
                .bind("organisation", organisationId.toString())
                .bind("ids", entityIds.toArray(UUID[]::new))
                .mapTo(UUID.class)
                .list());
    }

    /**
     * Those of the operations that are stored. Uses sync_operations_pkey and sync_operations_device_idx.
     *
     * @throws ForkedException when a sequence of the device's incarnation is stored with another operation
     */
    static Map<UUID, Stored> known(
            Handle handle, UUID organisationId, UUID deviceId, int incarnation, List<PreparedOperation> operations) {
        Map<UUID, Stored> stored = new HashMap<>();
        handle.createQuery("""
                        select id, content_hash, receipt::text as receipt from sync_operations
                        where organisation_id = :organisation and id = any(:ids)
                        union all
                        select null, null, null where exists (
                          select 1 from unnest(:ids, :sequences) p (id, sequence)
                          join sync_operations o on o.organisation_id = :organisation and o.device_id = :device
                            and o.incarnation = :incarnation and o.sequence = p.sequence
                          where p.sequence > 0 and o.id <> p.id)""")
                .bind("organisation", organisationId)
                .bind("device", deviceId)
                .bind("incarnation", incarnation)
                .bind("ids", operations.stream().map(PreparedOperation::id).toArray(UUID[]::new))
                .bind(
                        "sequences",
                        operations.stream()
                                .map(each -> each.pushed().sequence())
                                .toArray(Long[]::new))
                .map((row, context) -> stored(row))
                .forEach(each -> stored.put(each.id(), each));
        return stored;
    }

    private static Stored stored(ResultSet row) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        if (id == null) {
            throw new ForkedException();
        }
        return new Stored(
                id,
                HexFormat.of().formatHex(row.getBytes("content_hash")),
                StoredJson.receipt(row.getString("receipt")));
    }

    /** Current receipts of operations the account wrote or sent; other people's are as unknown. */
    static Map<UUID, Receipt> receipts(Handle handle, UUID organisationId, UUID accountId, Collection<UUID> ids) {
        Map<UUID, Receipt> receipts = new HashMap<>();
        handle.createQuery("""
                        select id, receipt::text as receipt from sync_operations
                        where organisation_id = :organisation and id = any(:ids) and :account in (actor_id, sent_by)""")
                .bind("organisation", organisationId)
                .bind("account", accountId)
                .bind("ids", ids.toArray(UUID[]::new))
                .map((row, context) ->
                        Map.entry(row.getObject("id", UUID.class), StoredJson.receipt(row.getString("receipt"))))
                .forEach(each -> receipts.put(each.getKey(), each.getValue()));
        return receipts;
    }

    /**
     * The operations that wait, in order. Uses sync_operations_entity_idx.
     *
     * @param also a parked one that is to be tried again, or null
     */
    static Map<UUID, List<SyncOperation>> held(
            Handle handle, UUID organisationId, Collection<UUID> entityIds, KnownKinds known, @Nullable UUID also) {
        Map<UUID, List<SyncOperation>> operations = new HashMap<>();
        handle.createQuery("""
                        select device_id, effective_hlc, clock_suspect, device_at, received_at, body::text as body,
                          status
                        from sync_operations
                        where organisation_id = :organisation and entity_id = any(:ids)
                          and (status = 'HELD' or (status = 'PARKED' and id = :also))
                        order by entity_id, effective_hlc, id""")
                .bind("organisation", organisationId)
                .bind("ids", entityIds.toArray(UUID[]::new))
                .bind("also", also)
                .map((row, context) -> operation(row, known))
                .forEach(each -> operations
                        .computeIfAbsent(each.entityId(), id -> new ArrayList<>())
                        .add(each));
        return operations;
    }

    /** The latest effective time of the device's incarnation. Uses sync_operations_device_idx. */
    static Hlc lastEffectiveHlc(Handle handle, UUID organisationId, UUID deviceId, int incarnation) {
        return new Hlc(handle.createQuery("""
                        select coalesce(max(effective_hlc), 0) from sync_operations
                        where organisation_id = :organisation and device_id = :device and incarnation = :incarnation""")
                .bind("organisation", organisationId)
                .bind("device", deviceId)
                .bind("incarnation", incarnation)
                .mapTo(Long.class)
                .one());
    }

    /** Writes operations whose ids are free; says how many that were. */
    static int insert(
            Handle handle,
            UUID organisationId,
            UUID deviceId,
            int incarnation,
            UUID sentBy,
            Instant now,
            List<Row> rows) {
        List<@Nullable Object[]> values = new ArrayList<>(rows.size());
        for (Row row : rows) {
            PreparedOperation operation = row.operation();
            boolean settled = row.outcome().status() != OperationStatus.HELD;
            values.add(new @Nullable Object[] {
                organisationId,
                operation.id(),
                deviceId,
                incarnation,
                operation.pushed().sequence(),
                operation.actorId(),
                sentBy,
                operation.entity(),
                operation.entityId(),
                operation.kind(),
                operation.hlc().bits(),
                row.clock().effective().bits(),
                row.clock().suspect(),
                operation.text(),
                HexFormat.of().parseHex(operation.pushed().contentHash()),
                row.outcome().status().name(),
                code(row.outcome()),
                row.outcome().detail(),
                needs(row.outcome()),
                StoredJson.text(row.receipt()),
                operation.deviceAt(),
                now,
                settled ? now : null
            });
        }
        return INSERT.execute(handle, values);
    }

    static void update(Handle handle, UUID organisationId, Instant now, List<Change> changes) {
        List<@Nullable Object[]> values = new ArrayList<>(changes.size());
        for (Change change : changes) {
            OperationOutcome outcome = change.outcome();
            values.add(new @Nullable Object[] {
                organisationId,
                change.id(),
                outcome.status().name(),
                code(outcome),
                outcome.detail(),
                needs(outcome),
                StoredJson.text(change.receipt()),
                outcome.status() == OperationStatus.HELD ? null : now
            });
        }
        UPDATE.execute(handle, values);
    }

    static void insertRejectedCopies(
            Handle handle, UUID organisationId, UUID deviceId, Instant now, List<PreparedOperation> copies) {
        List<@Nullable Object[]> values = new ArrayList<>(copies.size());
        for (PreparedOperation copy : copies) {
            values.add(new @Nullable Object[] {
                organisationId,
                copy.id(),
                HexFormat.of().parseHex(copy.pushed().contentHash()),
                deviceId,
                copy.actorId(),
                copy.text(),
                now
            });
        }
        REJECTED_COPY.execute(handle, values);
    }

    /** Entities with operations that wait for this. Uses sync_operations_waiting_idx. */
    static List<Waiting> waitingFor(Handle handle, UUID organisationId, Need need) {
        return handle.createQuery("""
                        select distinct entity, entity_id from sync_operations
                        where organisation_id = :organisation and status = 'HELD' and needs @> :need::jsonb
                          and entity_id is not null""")
                .bind("organisation", organisationId)
                .bind("need", StoredJson.text(List.of(need)))
                .map((row, context) -> new Waiting(row.getString("entity"), row.getObject("entity_id", UUID.class)))
                .list();
    }

    /** Receipts that changed after the push, as rows. Uses sync_operations_entity_idx. */
    static List<RowChange> changedReceipts(Handle handle, UUID organisationId, Collection<UUID> entityIds) {
        return handle.createQuery("""
                        select id, actor_id, receipt::text as receipt from sync_operations
                        where organisation_id = :organisation and entity_id = any(:ids) and settled_at > received_at""")
                .bind("organisation", organisationId)
                .bind("ids", entityIds.toArray(UUID[]::new))
                .map((row, context) -> RowChange.upsert(
                        RowChange.userScope(row.getObject("actor_id", UUID.class)),
                        "receipt",
                        row.getObject("id", UUID.class),
                        1,
                        row.getString("receipt")))
                .list();
    }

    /** The operation's receipt as it is now. */
    static String receipt(Handle handle, UUID organisationId, UUID id) {
        return handle.createQuery("""
                        select receipt::text from sync_operations
                        where organisation_id = :organisation and id = :id""")
                .bind("organisation", organisationId)
                .bind("id", id)
                .mapTo(String.class)
                .one();
    }

    /** The body of a parked operation. */
    static Optional<String> parkedBody(Handle handle, UUID organisationId, UUID id) {
        return handle.createQuery("""
                        select body::text from sync_operations
                        where organisation_id = :organisation and id = :id and status = 'PARKED'""")
                .bind("organisation", organisationId)
                .bind("id", id)
                .mapTo(String.class)
                .findOne();
    }

    /** Entities with operations held since before that, oldest first. Uses sync_operations_waiting_idx. */
    static List<Waiting> heldSince(Handle handle, UUID organisationId, Instant since, int limit) {
        return handle.createQuery("""
                        select entity, entity_id from sync_operations
                        where organisation_id = :organisation and status = 'HELD' and received_at < :since
                          and entity_id is not null
                        group by entity, entity_id order by min(received_at) limit :limit""")
                .bind("organisation", organisationId)
                .bind("since", since)
                .bind("limit", limit)
                .map((row, context) -> new Waiting(row.getString("entity"), row.getObject("entity_id", UUID.class)))
                .list();
    }

    private static SyncOperation operation(ResultSet row, KnownKinds known) throws SQLException {
        Timestamp deviceAt = row.getTimestamp("device_at");
        Operation operation = OperationParser.parse(
                        StoredJson.tree(row.getString("body")), ProtocolLimits.V1.operationBytes(), known)
                .operation()
                .orElseThrow(() -> new IllegalStateException("a held operation was understood when it came"));
        return new SyncOperation(
                operation,
                row.getObject("device_id", UUID.class),
                new Hlc(row.getLong("effective_hlc")),
                row.getBoolean("clock_suspect"),
                deviceAt == null ? null : deviceAt.toInstant(),
                row.getTimestamp("received_at").toInstant(),
                OperationStatus.valueOf(row.getString("status")));
    }

    private static @Nullable String code(OperationOutcome outcome) {
        return outcome.code() == null ? null : outcome.code().wire();
    }

    private static @Nullable String needs(OperationOutcome outcome) {
        return outcome.needs().isEmpty() ? null : StoredJson.text(outcome.needs());
    }
}
