package io.plumbline.sync;

import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** SQL over devices and who signed in on them. */
final class DeviceQueries {
    private DeviceQueries() {}

    static void insert(
            Handle handle,
            UUID organisationId,
            UUID id,
            DeviceMessages.Enrolment enrolment,
            UUID accountId,
            Instant now) {
        handle.createUpdate("""
                        insert into devices
                          (organisation_id, id, name, platform, app_version, enrolled_by, enrolled_at, last_seen_at,
                            public_key)
                        values (:organisation, :id, :name, :platform, :version, :account, :now, :now, :key::jsonb)""")
                .bind("organisation", organisationId)
                .bind("id", id)
                .bind("name", enrolment.name())
                .bind("platform", enrolment.platform())
                .bind("version", enrolment.appVersion())
                .bind("account", accountId)
                .bind("now", now)
                .bind("key", enrolment.key() == null ? null : StoredJson.text(enrolment.key()))
                .execute();
    }

    /** Remembers that the account signed in on the device: from then on the device may push in its name. */
    static void insertAccount(Handle handle, UUID organisationId, UUID deviceId, UUID accountId, Instant now) {
        handle.createUpdate("""
                        insert into device_accounts (organisation_id, device_id, account_id, first_seen_at)
                        values (:organisation, :device, :account, :now)
                        on conflict (organisation_id, device_id, account_id) do nothing""")
                .bind("organisation", organisationId)
                .bind("device", deviceId)
                .bind("account", accountId)
                .bind("now", now)
                .execute();
    }

    /** The same for a session that begins: when, and how many rows its scopes hold. */
    static void seen(Handle handle, UUID organisationId, UUID deviceId, UUID accountId, int rows, Instant now) {
        handle.createUpdate("""
                        insert into device_accounts
                          (organisation_id, device_id, account_id, first_seen_at, rows_held, last_seen_at)
                        values (:organisation, :device, :account, :now, :rows, :now)
                        on conflict (organisation_id, device_id, account_id)
                          do update set rows_held = excluded.rows_held, last_seen_at = excluded.last_seen_at""")
                .bind("organisation", organisationId)
                .bind("device", deviceId)
                .bind("account", accountId)
                .bind("rows", rows)
                .bind("now", now)
                .execute();
    }

    static Set<UUID> accounts(Handle handle, UUID organisationId, UUID deviceId, Collection<UUID> among) {
        return new HashSet<>(handle.createQuery("""
                        select account_id from device_accounts
                        where organisation_id = :organisation and device_id = :device and account_id = any(:among)""")
                .bind("organisation", organisationId)
                .bind("device", deviceId)
                .bind("among", among.toArray(UUID[]::new))
                .mapTo(UUID.class)
                .list());
    }

    static void requireActive(Handle handle, UUID organisationId, UUID deviceId) {
        Optional<Boolean> revoked = handle.createQuery("""
                        select revoked_at is not null from devices
                        where organisation_id = :organisation and id = :id""")
                .bind("organisation", organisationId)
                .bind("id", deviceId)
                .mapTo(Boolean.class)
                .findOne();
        if (revoked.orElseThrow(() -> Problem.notFound("device", deviceId))) {
            throw revoked();
        }
    }

    /** What a revoked device is answered, but for its pushes. */
    static Problem revoked() {
        return Problem.of(ProblemType.DEVICE_REVOKED, "This device may push what it has, and nothing else.")
                .with("pushAllowed", true);
    }
}
