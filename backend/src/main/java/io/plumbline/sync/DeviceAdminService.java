package io.plumbline.sync;

import io.plumbline.identity.Accounts;
import io.plumbline.identity.CurrentAccount;
import io.plumbline.platform.problem.Problem;
import io.plumbline.sync.DeviceAdminQueries.Incarnation;
import io.plumbline.sync.DeviceAdminQueries.Row;
import io.plumbline.sync.DeviceAdminQueries.Show;
import io.plumbline.sync.DeviceAdminQueries.Wanted;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Shows devices to the office and takes them out of service. */
@ApplicationScoped
class DeviceAdminService {
    private static final Logger LOG = Logger.getLogger(DeviceAdminService.class);
    private static final int USUAL = 50;
    private static final int MAX = 200;
    private static final int LONGEST_REASON = 500;
    private static final Duration QUIET = Duration.ofDays(7);

    /**
     * @param keyed whether it signs its sessions
     * @param incarnations more than one: copies of its database were seen
     * @param rows what its people's scopes held when their last sessions on it began
     * @param held operations of it that wait for something
     * @param parked operations of it that could not be applied and were not set aside
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
            boolean keyed,
            int incarnations,
            int rows,
            int held,
            int parked,
            @Nullable Instant revokedAt,
            @Nullable String revokedByName,
            @Nullable String revokedReason,
            @Nullable Instant wipeAskedAt,
            @Nullable String wipeAskedByName,
            @Nullable Instant wipedAt) {}

    /**
     * @param rowsWarnAt a device with so many rows is near the limit
     * @param rowsMost nobody is given work that makes more rows than these
     */
    record Devices(List<Device> items, @Nullable String next, int rowsWarnAt, int rowsMost) {}

    record Person(
            UUID id,
            String displayName,
            Instant firstSeenAt,
            @Nullable Instant lastSeenAt,
            int rows) {}

    /** The code by which a device was enrolled. */
    record ByCode(String madeByName, Instant madeAt, Instant usedAt) {}

    /** @param lastReceivedAt when it last handed something over; what it still has, the server cannot know */
    record Detail(
            Device device,
            List<Person> people,
            List<Incarnation> incarnations,
            @Nullable Instant lastReceivedAt,
            @Nullable ByCode byCode) {}

    private final Jdbi jdbi;
    private final CurrentAccount account;
    private final Accounts accounts;
    private final Clock clock;

    @Inject
    DeviceAdminService(Jdbi jdbi, CurrentAccount account, Accounts accounts, Clock clock) {
        this.jdbi = jdbi;
        this.account = account;
        this.accounts = accounts;
        this.clock = clock;
    }

    @Transactional
    Devices list(@Nullable Show show, @Nullable Integer limit, @Nullable UUID cursor) {
        int size = limit == null ? USUAL : Math.min(MAX, Math.max(1, limit));
        Wanted wanted = new Wanted(show, cursor, clock.instant().minus(QUIET), size + 1);
        List<Row> read = jdbi.withHandle(handle -> DeviceAdminQueries.list(handle, account.organisationId(), wanted));
        List<Row> page = read.subList(0, Math.min(size, read.size()));
        Map<UUID, String> names = names(page, List.of());
        return new Devices(
                page.stream().map(row -> device(row, names)).toList(),
                read.size() > size ? page.get(size - 1).id().toString() : null,
                RowLimits.WARN_AT,
                RowLimits.MOST);
    }

    @Transactional
    Detail read(UUID id) {
        UUID organisation = account.organisationId();
        return jdbi.withHandle(handle -> {
            Row row =
                    DeviceAdminQueries.find(handle, organisation, id).orElseThrow(() -> Problem.notFound("device", id));
            return detail(handle, organisation, row);
        });
    }

    private Detail detail(Handle handle, UUID organisation, Row row) {
        List<DeviceAdminQueries.Person> people = DeviceAdminQueries.people(handle, organisation, row.id());
        var code = EnrolmentQueries.ofDevice(handle, organisation, row.id()).orElse(null);
        Set<UUID> others = new HashSet<>();
        people.forEach(person -> others.add(person.account()));
        if (code != null) {
            others.add(code.madeBy());
        }
        Map<UUID, String> names = names(List.of(row), others);
        return new Detail(
                device(row, names),
                people.stream()
                        .map(each -> new Person(
                                each.account(),
                                names.getOrDefault(each.account(), ""),
                                each.firstSeenAt(),
                                each.lastSeenAt(),
                                each.rows()))
                        .toList(),
                DeviceAdminQueries.incarnations(handle, organisation, row.id()),
                DeviceAdminQueries.lastReceived(handle, organisation, row.id()).orElse(null),
                code == null || code.usedAt() == null
                        ? null
                        : new ByCode(names.getOrDefault(code.madeBy(), ""), code.madeAt(), code.usedAt()));
    }

    @Transactional
    void revoke(UUID id, @Nullable String reason) {
        String why = reason == null || reason.isBlank() ? null : reason.strip();
        if (why != null && why.length() > LONGEST_REASON) {
            throw Problem.invalid("/reason", "too-long", "A reason has at most " + LONGEST_REASON + " characters.");
        }
        boolean found = jdbi.withHandle(handle ->
                DeviceAdminQueries.revoke(handle, account.organisationId(), id, account.id(), why, clock.instant()));
        if (!found) {
            throw Problem.notFound("device", id);
        }
        LOG.infof("device %s was revoked by %s", id, account.id());
    }

    @Transactional
    void wipe(UUID id) {
        boolean found = jdbi.withHandle(handle ->
                DeviceAdminQueries.askToWipe(handle, account.organisationId(), id, account.id(), clock.instant()));
        if (!found) {
            throw Problem.notFound("device", id);
        }
        LOG.infof("device %s is to empty itself, asked by %s", id, account.id());
    }

    private Map<UUID, String> names(List<Row> rows, Iterable<UUID> others) {
        Set<UUID> ids = new HashSet<>();
        others.forEach(ids::add);
        for (Row row : rows) {
            ids.add(row.enrolledBy());
            if (row.revokedBy() != null) {
                ids.add(row.revokedBy());
            }
            if (row.wipeAskedBy() != null) {
                ids.add(row.wipeAskedBy());
            }
        }
        return accounts.displayNames(ids);
    }

    private static Device device(Row row, Map<UUID, String> names) {
        return new Device(
                row.id(),
                row.name(),
                row.platform(),
                row.appVersion(),
                row.enrolledBy(),
                names.getOrDefault(row.enrolledBy(), ""),
                row.enrolledAt(),
                row.lastSeenAt(),
                row.keyed(),
                row.incarnations(),
                row.rows(),
                row.held(),
                row.parked(),
                row.revokedAt(),
                row.revokedBy() == null ? null : names.get(row.revokedBy()),
                row.revokedReason(),
                row.wipeAskedAt(),
                row.wipeAskedBy() == null ? null : names.get(row.wipeAskedBy()),
                row.wipedAt());
    }
}
