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
import io.plumbline.sync.clock.Hlc;
import io.plumbline.sync.message.ProtocolLimits;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
        UUID id = Ids.next();
        String lease = Leases.next();
        Instant now = clock.instant();
        UUID organisationId = organisation.requireId();
        jdbi.useHandle(handle -> {
            DeviceQueries.insert(handle, organisationId, id, enrolment, accountId, lease, now);
            DeviceQueries.insertAccount(handle, organisationId, id, accountId, now);
        });
        return new Enrolled(id, 1, lease);
    }

    @Transactional
    Session open(SessionRequest request) {
        UUID device = request.device();
        if (device == null) {
            throw Problem.of(ProblemType.BAD_ENVELOPE, "device is missing.");
        }
        requireProtocol(request.protocol());
        UUID organisation = account.organisationId();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        String lease = Leases.next();
        List<String> scopes = pull.scopes(account.id());
        return jdbi.withHandle(handle -> {
            DeviceQueries.requireActive(handle, organisation, device);
            DeviceQueries.renewLease(handle, organisation, device, lease, request.appVersion(), now);
            DeviceQueries.insertAccount(handle, organisation, device, account.id(), now);
            return new Session(
                    PROTOCOL,
                    PullQueries.epoch(handle),
                    lease,
                    now,
                    Hlc.of(now.toEpochMilli(), 0),
                    DeviceQueries.watermark(handle, organisation, device, request.incarnation()),
                    ProtocolLimits.V1,
                    scopes,
                    List.of());
        });
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
