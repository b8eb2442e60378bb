package io.plumbline.sync;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** SQL over enrolment codes. */
final class EnrolmentQueries {
    /** For so long a code that ran out is told from one that never was. */
    private static final Duration REMEMBERED = Duration.ofDays(1);

    /** Which code it is; found before the organisation is known. */
    record Located(UUID organisationId, UUID id) {}

    /**
     * A code as it is kept.
     *
     * @param deviceId the device it enrolled, or null
     */
    record Kept(
            UUID id,
            UUID accountId,
            UUID madeBy,
            Instant madeAt,
            Instant expiresAt,
            @Nullable Instant withdrawnAt,
            @Nullable Instant usedAt,
            @Nullable UUID deviceId,
            @Nullable String deviceName) {}

    private EnrolmentQueries() {}

    /** Keeps the code and where to look for it, and forgets where to look for old ones. */
    static void insert(Handle handle, UUID organisationId, Kept code, byte[] hash) {
        handle.createUpdate("delete from enrolment_code_hashes where expires_at < :before")
                .bind("before", code.madeAt().minus(REMEMBERED))
                .execute();
        handle.createUpdate("""
                        insert into enrolment_codes (organisation_id, id, account_id, made_by, made_at, expires_at)
                        values (:organisation, :id, :account, :by, :made, :expires)""")
                .bind("organisation", organisationId)
                .bind("id", code.id())
                .bind("account", code.accountId())
                .bind("by", code.madeBy())
                .bind("made", code.madeAt())
                .bind("expires", code.expiresAt())
                .execute();
        handle.createUpdate("""
                        insert into enrolment_code_hashes (code_hash, organisation_id, code_id, expires_at)
                        values (:hash, :organisation, :id, :expires)""")
                .bind("hash", hash)
                .bind("organisation", organisationId)
                .bind("id", code.id())
                .bind("expires", code.expiresAt())
                .execute();
    }

    /** Ends the person's codes that nobody used: the one on the screen is the only one. */
    static void withdrawAll(Handle handle, UUID organisationId, UUID accountId, Instant now) {
        handle.createUpdate("""
                        update enrolment_codes set withdrawn_at = :now
                        where organisation_id = :organisation and account_id = :account and used_at is null
                          and withdrawn_at is null""")
                .bind("organisation", organisationId)
                .bind("account", accountId)
                .bind("now", now)
                .execute();
    }

    /** False when it was used or withdrawn before. */
    static boolean withdraw(Handle handle, UUID organisationId, UUID id, Instant now) {
        return handle.createUpdate("""
                        update enrolment_codes set withdrawn_at = :now
                        where organisation_id = :organisation and id = :id and used_at is null
                          and withdrawn_at is null""")
                        .bind("organisation", organisationId)
                        .bind("id", id)
                        .bind("now", now)
                        .execute()
                == 1;
    }

    static Optional<Located> locate(Handle handle, byte[] hash) {
        return handle.createQuery("select organisation_id, code_id from enrolment_code_hashes where code_hash = :hash")
                .bind("hash", hash)
                .map((row, context) -> new Located(row.getObject(1, UUID.class), row.getObject(2, UUID.class)))
                .findOne();
    }

    static Optional<Kept> find(Handle handle, UUID organisationId, UUID id) {
        return select(handle, "c.id = :id", "", organisationId, id);
    }

    /** The same, and nobody else uses it until the transaction ends. */
    static Optional<Kept> lock(Handle handle, UUID organisationId, UUID id) {
        return select(handle, "c.id = :id", " for update of c", organisationId, id);
    }

    /** The code by which a device was enrolled. */
    static Optional<Kept> ofDevice(Handle handle, UUID organisationId, UUID deviceId) {
        return select(handle, "c.device_id = :id", "", organisationId, deviceId);
    }

    static void use(Handle handle, UUID organisationId, UUID id, UUID deviceId, Instant now) {
        handle.createUpdate("""
                        update enrolment_codes set used_at = :now, device_id = :device
                        where organisation_id = :organisation and id = :id""")
                .bind("organisation", organisationId)
                .bind("id", id)
                .bind("device", deviceId)
                .bind("now", now)
                .execute();
    }

    /** The first lease of a device that has this key and never showed its lease. Empty for any other. */
    static Optional<String> untouchedLease(Handle handle, UUID organisationId, UUID deviceId, DeviceKey key) {
        return handle.createQuery("""
                        select i.lease from device_incarnations i
                        join devices d on d.organisation_id = i.organisation_id and d.id = i.device_id
                        where i.organisation_id = :organisation and i.device_id = :device and i.incarnation = 1
                          and i.previous_lease is null and d.revoked_at is null and d.public_key = :key::jsonb""")
                .bind("organisation", organisationId)
                .bind("device", deviceId)
                .bind("key", StoredJson.text(key))
                .mapTo(String.class)
                .findOne();
    }

    private static Optional<Kept> select(Handle handle, String where, String lock, UUID organisationId, UUID id) {
        return handle.createQuery("""
                        select c.*, d.name as device_name from enrolment_codes c
                        left join devices d on d.organisation_id = c.organisation_id and d.id = c.device_id
                        where c.organisation_id = :organisation and\s""" + where + lock)
                .bind("organisation", organisationId)
                .bind("id", id)
                .map((row, context) -> kept(row))
                .findOne();
    }

    private static Kept kept(ResultSet row) throws SQLException {
        return new Kept(
                row.getObject("id", UUID.class),
                row.getObject("account_id", UUID.class),
                row.getObject("made_by", UUID.class),
                row.getObject("made_at", OffsetDateTime.class).toInstant(),
                row.getObject("expires_at", OffsetDateTime.class).toInstant(),
                instant(row.getObject("withdrawn_at", OffsetDateTime.class)),
                instant(row.getObject("used_at", OffsetDateTime.class)),
                row.getObject("device_id", UUID.class),
                row.getString("device_name"));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime at) {
        return at == null ? null : at.toInstant();
    }
}
