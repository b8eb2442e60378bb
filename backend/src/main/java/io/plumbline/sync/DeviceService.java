package io.plumbline.sync;

import io.plumbline.identity.CurrentAccount;
import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import io.plumbline.platform.tenancy.CurrentOrganisation;
import io.plumbline.platform.time.Ids;
import io.plumbline.sync.DeviceMessages.Enrolled;
import io.plumbline.sync.DeviceMessages.Enrolment;
import io.plumbline.sync.DeviceMessages.Session;
import io.plumbline.sync.DeviceMessages.SessionRequest;
import io.plumbline.sync.DeviceMessages.Versions;
import io.plumbline.sync.LeaseQueries.Taken;
import io.plumbline.sync.LeaseQueries.Turn;
import io.plumbline.sync.clock.Hlc;
import io.plumbline.sync.message.ProtocolLimits;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Enrols devices and opens their sessions. */
@ApplicationScoped
class DeviceService {
    static final int PROTOCOL = 1;
    private static final int MAX_NAME = 200;

    private final Jdbi jdbi;
    private final CurrentAccount account;
    private final CurrentOrganisation organisation;
    private final PullService pull;
    private final Clock clock;

    @Inject
    DeviceService(Jdbi jdbi, CurrentAccount account, CurrentOrganisation organisation, PullService pull, Clock clock) {
        this.jdbi = jdbi;
        this.account = account;
        this.organisation = organisation;
        this.pull = pull;
        this.clock = clock;
    }

    @Transactional
    Enrolled enrol(Enrolment enrolment) {
        return enrol(enrolment, account.id());
    }

    @Transactional
    Enrolled enrol(Enrolment enrolment, UUID accountId) {
        String name = enrolment.name();
        if (name == null || name.isBlank() || name.length() > MAX_NAME) {
            throw Problem.invalid("/name", "out-of-range", "A device has a name of at most 200 characters.");
        }
        if (enrolment.key() != null) {
            enrolment.key().require();
        }
        UUID id = Ids.next();
        String lease = Leases.next();
        Instant now = clock.instant();
        UUID organisationId = organisation.requireId();
        jdbi.useHandle(handle -> {
            DeviceQueries.insert(handle, organisationId, id, enrolment, accountId, now);
            LeaseQueries.begin(handle, organisationId, id, 0, lease, now);
            DeviceQueries.insertAccount(handle, organisationId, id, accountId, now);
        });
        return new Enrolled(id, 1, lease);
    }

    /** Opens a session; a copy of the device is told apart by a {@link ForkedException}. */
    @Transactional
    Session open(SessionRequest request) {
        UUID device = request.device();
        if (device == null) {
            throw Problem.of(ProblemType.BAD_ENVELOPE, "device is missing.");
        }
        requireProtocol(request.protocol());
        UUID organisation = account.organisationId();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        UUID attempt = request.attempt() == null ? Ids.next() : request.attempt();
        Turn turn = new Turn(device, request.incarnation(), request.lease(), attempt, Leases.next(), 0);
        List<String> scopes = pull.scopes(account.id());
        return jdbi.withHandle(handle -> {
            Taken taken = LeaseQueries.take(handle, organisation, turn, request.appVersion(), now)
                    .orElseThrow(() -> Problem.notFound("device", device));
            if (taken.revoked()) {
                throw DeviceQueries.revoked();
            }
            if (taken.lease() == null) {
                throw new ForkedException();
            }
            int rows = RowCounts.total(handle, organisation, scopes);
            DeviceQueries.seen(handle, organisation, device, account.id(), rows, now);
            return new Session(
                    PROTOCOL,
                    PullQueries.epoch(handle),
                    request.incarnation(),
                    taken.lease(),
                    now,
                    Hlc.of(now.toEpochMilli(), 0),
                    taken.watermark(),
                    ProtocolLimits.V1,
                    scopes,
                    commands(request, taken));
        });
    }

    private static List<String> commands(SessionRequest request, Taken taken) {
        List<String> commands = new ArrayList<>();
        if (request.acknowledged() > taken.watermark()) {
            commands.add("resend");
        }
        if (taken.wiping()) {
            commands.add("wipe-after-push");
        }
        return commands;
    }

    /**
     * Notes that a device emptied itself, said by somebody who signed in on it; without having been asked it changes
     * nothing.
     */
    @Transactional
    void wiped(UUID device) {
        int found = jdbi.withHandle(handle -> handle.createUpdate("""
                        update devices set wiped_at = case when wipe_asked_at is null then wiped_at else :now end
                        where organisation_id = :organisation and id = :id
                          and exists (select 1 from device_accounts a where a.organisation_id = :organisation
                            and a.device_id = :id and a.account_id = :account)""")
                .bind("organisation", organisation.requireId())
                .bind("id", device)
                .bind("account", account.id())
                .bind("now", clock.instant())
                .execute());
        if (found == 0) {
            throw Problem.notFound("device", device);
        }
    }

    /** The lease that a caller inside the server shows in the device's name. */
    @Transactional
    String lease(UUID device, int incarnation) {
        return jdbi.withHandle(handle -> LeaseQueries.current(handle, organisation.requireId(), device, incarnation));
    }

    private static void requireProtocol(@Nullable Versions versions) {
        if (versions != null && (versions.min() > PROTOCOL || versions.max() < PROTOCOL)) {
            throw Problem.of(ProblemType.PROTOCOL_UNSUPPORTED, "This server speaks version 1 of the protocol.")
                    .with("min", PROTOCOL)
                    .with("max", PROTOCOL)
                    .with("pushAllowed", true);
        }
    }
}
