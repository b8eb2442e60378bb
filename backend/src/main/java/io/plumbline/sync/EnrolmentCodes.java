package io.plumbline.sync;

import io.plumbline.identity.AccountRef;
import io.plumbline.identity.Accounts;
import io.plumbline.identity.CurrentAccount;
import io.plumbline.identity.Role;
import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import io.plumbline.platform.time.Ids;
import io.plumbline.sync.EnrolmentQueries.Kept;
import io.plumbline.sync.rules.EnrolmentCode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Makes the codes by which devices are enrolled, and says what became of them. */
@ApplicationScoped
class EnrolmentCodes {
    private static final Logger LOG = Logger.getLogger(EnrolmentCodes.class);
    private static final Duration VALID = Duration.ofMinutes(15);
    private static final SecureRandom RANDOM = new SecureRandom();

    /** A code signs somebody in without a password, so it stands for nobody who may do more than fill in visits. */
    private static final Set<Role> FIELD = Set.of(Role.INSPECTOR, Role.INSTALLER);

    /** What became of a code. */
    enum State {
        OPEN,
        USED,
        EXPIRED,
        WITHDRAWN
    }

    /**
     * A new code, shown this once.
     *
     * @param secondsLeft counted by the server's clock
     */
    record Made(UUID id, String code, Instant expiresAt, long secondsLeft) {
        @Override
        public String toString() {
            return "Made[" + id + "]";
        }
    }

    /** @param secondsLeft counted by the server's clock; 0 unless the code is open */
    record View(
            UUID id,
            State state,
            UUID account,
            String accountName,
            UUID madeBy,
            String madeByName,
            Instant madeAt,
            Instant expiresAt,
            long secondsLeft,
            @Nullable Instant usedAt,
            @Nullable UUID device,
            @Nullable String deviceName) {}

    private final Jdbi jdbi;
    private final CurrentAccount account;
    private final Accounts accounts;
    private final Clock clock;

    @Inject
    EnrolmentCodes(Jdbi jdbi, CurrentAccount account, Accounts accounts, Clock clock) {
        this.jdbi = jdbi;
        this.account = account;
        this.accounts = accounts;
        this.clock = clock;
    }

    static boolean mayBeEnrolled(Set<Role> roles) {
        return FIELD.containsAll(roles);
    }

    @Transactional
    Made make(@Nullable UUID person) {
        if (person == null) {
            throw Problem.invalid("/account", "missing", "account says whose device is to be enrolled.");
        }
        AccountRef whose = accounts.require(person);
        boolean inTheField =
                accounts.assignable().stream().anyMatch(each -> each.id().equals(person));
        if (!inTheField || !mayBeEnrolled(whose.roles())) {
            throw Problem.of(
                    ProblemType.FORBIDDEN,
                    "A code enrols devices of people who are inspectors or installers and nothing else.");
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        EnrolmentCode code = EnrolmentCode.draw(RANDOM);
        Kept kept = new Kept(Ids.next(), person, account.id(), now, now.plus(VALID), null, null, null, null);
        jdbi.useHandle(handle -> {
            EnrolmentQueries.withdrawAll(handle, account.organisationId(), person, now);
            EnrolmentQueries.insert(handle, account.organisationId(), kept, code.sha256());
        });
        LOG.infof("enrolment code %s for account %s was made by %s", kept.id(), person, account.id());
        return new Made(kept.id(), code.grouped(), kept.expiresAt(), VALID.toSeconds());
    }

    @Transactional
    View read(UUID id) {
        return jdbi.withHandle(handle -> EnrolmentQueries.find(handle, account.organisationId(), id))
                .map(this::view)
                .orElseThrow(() -> Problem.notFound("enrolment code", id));
    }

    /** Nobody can use the code from now on; one that was used stays so. */
    @Transactional
    void withdraw(UUID id) {
        read(id);
        if (jdbi.withHandle(
                handle -> EnrolmentQueries.withdraw(handle, account.organisationId(), id, clock.instant()))) {
            LOG.infof("enrolment code %s was withdrawn by %s", id, account.id());
        }
    }

    private View view(Kept code) {
        Instant now = clock.instant();
        State state = state(code, now);
        Map<UUID, String> names = accounts.displayNames(List.of(code.accountId(), code.madeBy()));
        return new View(
                code.id(),
                state,
                code.accountId(),
                names.getOrDefault(code.accountId(), ""),
                code.madeBy(),
                names.getOrDefault(code.madeBy(), ""),
                code.madeAt(),
                code.expiresAt(),
                state == State.OPEN ? Duration.between(now, code.expiresAt()).toSeconds() : 0,
                code.usedAt(),
                code.deviceId(),
                code.deviceName());
    }

    private static State state(Kept code, Instant now) {
        if (code.usedAt() != null) {
            return State.USED;
        }
        if (code.withdrawnAt() != null) {
            return State.WITHDRAWN;
        }
        return code.expiresAt().isAfter(now) ? State.OPEN : State.EXPIRED;
    }
}
