package io.plumbline.sync;

import io.plumbline.identity.Accounts;
import io.plumbline.identity.Roles;
import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.tenancy.CurrentOrganisation;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The tablets and browsers that take part, for the office: who has them, when they were heard of, which are lost. */
@Path("/api/devices")
@Produces(MediaType.APPLICATION_JSON)
class DeviceAdminResource {
    private static final int USUAL = 50;
    private static final int MAX = 200;

    /**
     * @param incarnations more than one: copies of its database were seen
     * @param wipeAskedAt the device empties itself when it has handed over everything
     */
    record Device(
            UUID id,
            String name,
            @Nullable String platform,
            @Nullable String appVersion,
            UUID enrolledBy,
            String enrolledByName,
            Instant enrolledAt,
            @Nullable Instant lastSeenAt,
            int incarnations,
            @Nullable Instant revokedAt,
            @Nullable Instant wipeAskedAt,
            @Nullable Instant wipedAt) {
        private Device named(Map<UUID, String> names) {
            return new Device(
                    id,
                    name,
                    platform,
                    appVersion,
                    enrolledBy,
                    names.getOrDefault(enrolledBy, ""),
                    enrolledAt,
                    lastSeenAt,
                    incarnations,
                    revokedAt,
                    wipeAskedAt,
                    wipedAt);
        }
    }

    record Devices(List<Device> items, @Nullable String next) {}

    private final Jdbi jdbi;
    private final CurrentOrganisation organisation;
    private final Accounts accounts;
    private final Clock clock;

    @Inject
    DeviceAdminResource(Jdbi jdbi, CurrentOrganisation organisation, Accounts accounts, Clock clock) {
        this.jdbi = jdbi;
        this.organisation = organisation;
        this.accounts = accounts;
        this.clock = clock;
    }

    @GET
    @Transactional
    @RolesAllowed({Roles.QUALITY_OFFICER, Roles.ADMIN})
    public Devices list(@QueryParam("limit") @Nullable Integer limit, @QueryParam("cursor") @Nullable UUID cursor) {
        int size = limit == null ? USUAL : Math.min(MAX, Math.max(1, limit));
        List<Device> read = jdbi.withHandle(handle -> handle.createQuery("""
                        select d.*, (select count(*) from device_incarnations i
                          where i.organisation_id = d.organisation_id and i.device_id = d.id) as incarnations
                        from devices d
                        where d.organisation_id = :organisation and (:after::uuid is null or d.id < :after)
                        order by d.id desc limit :limit""")
                .bind("organisation", organisation.requireId())
                .bind("after", cursor)
                .bind("limit", size + 1)
                .map((row, context) -> device(row))
                .list());
        List<Device> page = read.subList(0, Math.min(size, read.size()));
        Map<UUID, String> names = accounts.displayNames(
                page.stream().map(Device::enrolledBy).distinct().toList());
        return new Devices(
                page.stream().map(device -> device.named(names)).toList(),
                read.size() > size ? page.get(size - 1).id().toString() : null);
    }

    /** From now on the device may hand over what it has, and nothing else. */
    @POST
    @Path("/{id}/revoke")
    @ResponseStatus(204)
    @Transactional
    @RolesAllowed({Roles.QUALITY_OFFICER, Roles.ADMIN})
    public void revoke(@PathParam("id") UUID id) {
        mark(id, "revoked_at = coalesce(revoked_at, :now)");
    }

    /** Asks the device to empty itself after it has handed over everything; it is told in its next session. */
    @POST
    @Path("/{id}/wipe")
    @ResponseStatus(204)
    @Transactional
    @RolesAllowed({Roles.QUALITY_OFFICER, Roles.ADMIN})
    public void wipe(@PathParam("id") UUID id) {
        mark(id, "wipe_asked_at = :now, wiped_at = null");
    }

    private void mark(UUID id, String change) {
        int found = jdbi.withHandle(handle -> handle.createUpdate(
                        "update devices set " + change + " where organisation_id = :organisation and id = :id")
                .bind("organisation", organisation.requireId())
                .bind("id", id)
                .bind("now", clock.instant())
                .execute());
        if (found == 0) {
            throw Problem.notFound("device", id);
        }
    }

    private static Device device(ResultSet row) throws SQLException {
        return new Device(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("platform"),
                row.getString("app_version"),
                row.getObject("enrolled_by", UUID.class),
                "",
                row.getTimestamp("enrolled_at").toInstant(),
                instant(row, "last_seen_at"),
                row.getInt("incarnations"),
                instant(row, "revoked_at"),
                instant(row, "wipe_asked_at"),
                instant(row, "wiped_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }
}
