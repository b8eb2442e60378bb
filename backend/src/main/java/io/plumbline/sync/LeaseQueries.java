package io.plumbline.sync;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * SQL over the leases of devices. A lease passes between device and server with every session and push, so of two
 * copies of one device only one has the current lease.
 */
final class LeaseQueries {
    /**
     * A request that shows a lease.
     *
     * @param presented what the device has, or null
     * @param by the request's own id, the same when it is repeated
     * @param next what becomes the lease when the presented one is current
     * @param highest the highest sequence among its operations, 0 for none
     */
    record Turn(UUID deviceId, int incarnation, @Nullable String presented, UUID by, String next, long highest) {}

    /**
     * What a turn came to.
     *
     * @param revoked whether the device may push alone
     * @param wiping whether the office asked for the device to be emptied
     * @param lease the lease now; null when the presented one belongs to another copy
     * @param leftOpen whether what moved the lease is a batch of which something was put off
     * @param watermark highest sequence stored of the incarnation
     */
    record Taken(boolean revoked, boolean wiping, @Nullable String lease, boolean leftOpen, long watermark) {}

    private LeaseQueries() {}

    /**
     * Takes the device's row until the transaction ends, so that one device's requests come one after the other, and
     * passes the lease on. Empty for an unknown device.
     */
    static Optional<Taken> take(
            Handle handle, UUID organisationId, Turn turn, @Nullable String appVersion, Instant now) {
        return handle.createQuery("""
                        with device as (
                          update devices set last_seen_at = :now, app_version = coalesce(:version, app_version)
                          where organisation_id = :organisation and id = :device
                          returning revoked_at is not null as revoked,
                            wipe_asked_at is not null and wiped_at is null as wiping),
                        chain as (
                          update device_incarnations set
                            previous_lease = case when lease = :presented then lease else previous_lease end,
                            rotated_by = case when lease = :presented then :by else rotated_by end,
                            lease = case when lease = :presented then :next else lease end,
                            left_open = left_open and lease <> :presented,
                            watermark = greatest(watermark, :highest)
                          where organisation_id = :organisation and device_id = :device and incarnation = :incarnation
                            and (lease = :presented or (previous_lease = :presented and rotated_by = :by))
                            and exists (select 1 from device)
                          returning lease, left_open, watermark)
                        select device.revoked, device.wiping, chain.lease,
                          coalesce(chain.left_open, false) as left_open, coalesce(chain.watermark, 0) as watermark
                        from device left join chain on true""")
                .bind("organisation", organisationId)
                .bind("device", turn.deviceId())
                .bind("incarnation", turn.incarnation())
                .bind("presented", turn.presented())
                .bind("by", turn.by())
                .bind("next", turn.next())
                .bind("highest", turn.highest())
                .bind("version", appVersion)
                .bind("now", now)
                .map((row, context) -> new Taken(
                        row.getBoolean("revoked"),
                        row.getBoolean("wiping"),
                        row.getString("lease"),
                        row.getBoolean("left_open"),
                        row.getLong("watermark")))
                .findOne();
    }

    /**
     * The lease once more, within the turn that took it: a repetition may have moved it again.
     *
     * @param open whether the batch that moved the lease has operations that were put off
     */
    static void leave(Handle handle, UUID organisationId, UUID deviceId, int incarnation, String lease, boolean open) {
        handle.createUpdate("""
                        update device_incarnations set lease = :lease, left_open = :open
                        where organisation_id = :organisation and device_id = :device and incarnation = :incarnation""")
                .bind("organisation", organisationId)
                .bind("device", deviceId)
                .bind("incarnation", incarnation)
                .bind("lease", lease)
                .bind("open", open)
                .execute();
    }

    /**
     * Begins the next incarnation of the device; gives its number.
     *
     * @param asked the one the device works in, 0 for none; a server that was set back may know fewer
     */
    static int begin(Handle handle, UUID organisationId, UUID deviceId, int asked, String lease, Instant now) {
        // The device's row is taken first, so that two copies cannot get the same number.
        handle.createQuery("select id from devices where organisation_id = :organisation and id = :device for update")
                .bind("organisation", organisationId)
                .bind("device", deviceId)
                .mapTo(UUID.class)
                .one();
        return handle.createQuery("""
                        insert into device_incarnations (organisation_id, device_id, incarnation, lease, began_at)
                        select :organisation, :device,
                          greatest(coalesce(max(incarnation), 0), least(:asked, 1000000)) + 1, :lease, :now
                        from device_incarnations where organisation_id = :organisation and device_id = :device
                        returning incarnation""")
                .bind("organisation", organisationId)
                .bind("device", deviceId)
                .bind("asked", asked)
                .bind("lease", lease)
                .bind("now", now)
                .mapTo(Integer.class)
                .one();
    }

    /** The lease the device should have. */
    static String current(Handle handle, UUID organisationId, UUID deviceId, int incarnation) {
        return handle.createQuery("""
                        select lease from device_incarnations
                        where organisation_id = :organisation and device_id = :device and incarnation = :incarnation""")
                .bind("organisation", organisationId)
                .bind("device", deviceId)
                .bind("incarnation", incarnation)
                .mapTo(String.class)
                .one();
    }
}
