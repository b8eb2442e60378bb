package io.plumbline.sync;

import io.plumbline.identity.Accounts;
import io.plumbline.identity.SignIns;
import io.plumbline.identity.SignedIn;
import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import io.plumbline.platform.tenancy.Organisations;
import io.plumbline.sync.DeviceMessages.Enrolled;
import io.plumbline.sync.DeviceMessages.Enrolment;
import io.plumbline.sync.EnrolmentQueries.Kept;
import io.plumbline.sync.EnrolmentQueries.Located;
import io.plumbline.sync.rules.EnrolmentCode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;

/**
 * Enrols a device by a code and signs its person in. Nobody is signed in and no organisation known when it begins, so
 * it opens its own transaction.
 *
 * <p>The answer may be lost on a weak link, and the code is used up. So the device that used it, known by its key, may
 * ask again as long as the code would be good and it has not shown its lease: whoever else has the code has not the
 * key. A code that was used, withdrawn or never made is answered alike, so that guessing learns nothing; that one has
 * run out is said, because whoever knows a code of 60 bits was given it.
 */
@ApplicationScoped
class EnrolmentService {
    private static final Logger LOG = Logger.getLogger(EnrolmentService.class);

    /** The enrolled device, and its person's sign-in. */
    record Redeemed(UUID device, int incarnation, String lease, SignedIn session) {}

    private final Jdbi jdbi;
    private final Organisations organisations;
    private final DeviceService devices;
    private final Accounts accounts;
    private final SignIns signIns;
    private final Clock clock;

    @Inject
    EnrolmentService(
            Jdbi jdbi,
            Organisations organisations,
            DeviceService devices,
            Accounts accounts,
            SignIns signIns,
            Clock clock) {
        this.jdbi = jdbi;
        this.organisations = organisations;
        this.devices = devices;
        this.accounts = accounts;
        this.signIns = signIns;
        this.clock = clock;
    }

    Redeemed redeem(String typed, Enrolment enrolment, String remoteAddress) {
        signIns.requireMayTry(remoteAddress);
        DeviceKey key = enrolment.key();
        if (key == null) {
            throw Problem.invalid("/key", "missing", "A device that is enrolled by a code has a key.");
        }
        key.require();
        try {
            Located located = EnrolmentCode.typed(typed)
                    .flatMap(code -> jdbi.withHandle(handle -> EnrolmentQueries.locate(handle, code.sha256())))
                    .orElseThrow(EnrolmentService::wrong);
            return organisations.inTransaction(located.organisationId(), () -> redeem(located, enrolment, key));
        } catch (Problem problem) {
            if (problem.type() == ProblemType.ENROLMENT_CODE_WRONG
                    || problem.type() == ProblemType.ENROLMENT_CODE_EXPIRED) {
                signIns.triedWrong(remoteAddress);
            }
            throw problem;
        }
    }

    private Redeemed redeem(Located located, Enrolment enrolment, DeviceKey key) {
        Kept code = jdbi.withHandle(handle -> EnrolmentQueries.lock(handle, located.organisationId(), located.id()))
                .orElseThrow(EnrolmentService::wrong);
        Instant now = clock.instant();
        boolean over = !code.expiresAt().isAfter(now);
        if (code.withdrawnAt() != null
                || !EnrolmentCodes.mayBeEnrolled(
                        accounts.require(code.accountId()).roles())) {
            throw wrong();
        }
        UUID used = code.deviceId();
        if (used != null) {
            String lease = over ? null : untouched(located, used, key).orElse(null);
            if (lease == null) {
                throw wrong();
            }
            return new Redeemed(used, 1, lease, signIn(code, used));
        }
        if (over) {
            throw Problem.of(ProblemType.ENROLMENT_CODE_EXPIRED, "The code was good for 15 minutes. Ask for another.");
        }
        Enrolled enrolled = devices.enrol(enrolment, code.accountId());
        jdbi.useHandle(
                handle -> EnrolmentQueries.use(handle, located.organisationId(), located.id(), enrolled.device(), now));
        LOG.infof(
                "enrolment code %s of account %s, made by %s, enrolled device %s",
                code.id(), code.accountId(), code.madeBy(), enrolled.device());
        return new Redeemed(
                enrolled.device(), enrolled.incarnation(), enrolled.lease(), signIn(code, enrolled.device()));
    }

    private Optional<String> untouched(Located located, UUID device, DeviceKey key) {
        return jdbi.withHandle(
                handle -> EnrolmentQueries.untouchedLease(handle, located.organisationId(), device, key));
    }

    private SignedIn signIn(Kept code, UUID device) {
        return signIns.onDevice(code.accountId(), device).orElseThrow(EnrolmentService::wrong);
    }

    private static Problem wrong() {
        return Problem.of(ProblemType.ENROLMENT_CODE_WRONG, "The code is wrong or was used. Ask for another.");
    }
}
