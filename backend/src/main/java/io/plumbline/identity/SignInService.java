package io.plumbline.identity;

import io.plumbline.identity.AccountQueries.Located;
import io.plumbline.identity.rules.PasswordPolicy;
import io.plumbline.identity.rules.SignInName;
import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import io.plumbline.platform.tenancy.Organisations;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Sign-in, refresh and sign-out. None of them knows the organisation beforehand, so each opens its own transactions; a
 * password is compared outside of any, because that takes long.
 */
@ApplicationScoped
class SignInService implements SignIns {
    /** An attempt that may go on. */
    private record Attempt(Duration rest, @Nullable String hash, boolean disabled) {}

    private final AccountQueries queries;
    private final AccountRepository accounts;
    private final Organisations organisations;
    private final Passwords passwords;
    private final FailureBuckets addresses;
    private final UnknownNames unknownNames;
    private final AccessTokens accessTokens;
    private final RefreshTokens refreshTokens;
    private final MeService me;
    private final Clock clock;

    @Inject
    SignInService(
            AccountQueries queries,
            AccountRepository accounts,
            Organisations organisations,
            Passwords passwords,
            FailureBuckets addresses,
            UnknownNames unknownNames,
            AccessTokens accessTokens,
            RefreshTokens refreshTokens,
            MeService me,
            Clock clock) {
        this.queries = queries;
        this.accounts = accounts;
        this.organisations = organisations;
        this.passwords = passwords;
        this.addresses = addresses;
        this.unknownNames = unknownNames;
        this.accessTokens = accessTokens;
        this.refreshTokens = refreshTokens;
        this.me = me;
        this.clock = clock;
    }

    SignedIn signIn(String typedName, String password, String remoteAddress) {
        requireMayTry(remoteAddress);
        String name = SignInName.normalise(typedName);
        Located located = queries.locate(name).orElse(null);
        if (located == null) {
            refuseWhile(unknownNames.attempt(name));
            passwords.matchNothing(bounded(password));
            throw wrong(remoteAddress);
        }
        Attempt attempt = organisations.inTransaction(located.organisationId(), () -> begin(located.accountId()));
        refuseWhile(attempt.rest());
        String hash = attempt.hash();
        if (hash == null || !passwords.matches(bounded(password), hash) || attempt.disabled()) {
            throw wrong(remoteAddress);
        }
        String better = passwords.isOutdated(hash) ? passwords.hash(password) : null;
        return organisations.inTransaction(located.organisationId(), () -> complete(located.accountId(), better));
    }

    SignedIn refresh(String token) {
        return RefreshTokens.parse(token)
                .flatMap(presented -> organisations.inTransaction(presented.organisationId(), () -> rotate(presented)))
                .orElseThrow(() -> Problem.of(
                        ProblemType.UNAUTHENTICATED, "The refresh token is not valid any more. Sign in again."));
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public Optional<SignedIn> onDevice(UUID accountId, UUID deviceId) {
        Account account = accounts.require(accountId);
        if (account.isDisabled()) {
            return Optional.empty();
        }
        return Optional.of(session(account, refreshTokens.begin(account.organisationId(), accountId, deviceId)));
    }

    @Override
    public void requireMayTry(String remoteAddress) {
        refuseWhile(addresses.waitOf(remoteAddress));
    }

    @Override
    public void triedWrong(String remoteAddress) {
        addresses.failed(remoteAddress);
    }

    void signOut(String token) {
        RefreshTokens.parse(token)
                .ifPresent(presented -> organisations.<@Nullable Void>inTransaction(presented.organisationId(), () -> {
                    refreshTokens.revokeFamily(presented);
                    return null;
                }));
    }

    private Attempt begin(UUID accountId) {
        return accounts.findLocked(accountId)
                .map(account -> new Attempt(
                        account.beginAttempt(clock.instant()), account.passwordHash(), account.isDisabled()))
                .orElseGet(() -> new Attempt(Duration.ZERO, null, true));
    }

    private SignedIn complete(UUID accountId, @Nullable String betterHash) {
        Account account = accounts.findLocked(accountId).orElseThrow();
        account.succeeded();
        if (betterHash != null) {
            account.rehash(betterHash);
        }
        return session(account, refreshTokens.begin(account.organisationId(), accountId, null));
    }

    private Optional<SignedIn> rotate(RefreshTokens.Presented presented) {
        return refreshTokens.spend(presented).flatMap(spent -> {
            Account account = accounts.require(spent.accountId());
            if (account.isDisabled()) {
                return Optional.empty();
            }
            return Optional.of(session(account, refreshTokens.next(presented.organisationId(), spent)));
        });
    }

    private SignedIn session(Account account, String refreshToken) {
        String accessToken =
                accessTokens.issue(account.organisationId(), account.id(), account.signInName(), account.roles());
        return new SignedIn(accessToken, accessTokens.lifetimeSeconds(), refreshToken, me.describe(account));
    }

    /** Work grows with the length; a longer password than the policy allows is wrong anyway. */
    static String bounded(String password) {
        return password.length() > 2 * PasswordPolicy.LONGEST ? "" : password;
    }

    private Problem wrong(String remoteAddress) {
        triedWrong(remoteAddress);
        return Problem.of(ProblemType.UNAUTHENTICATED, "The sign-in name or the password is wrong.");
    }

    static void refuseWhile(Duration rest) {
        if (!rest.isZero()) {
            long seconds = Math.max(1, rest.plusMillis(999).toSeconds());
            throw Problem.of(ProblemType.RATE_LIMITED, "Too many wrong attempts. Try again in " + seconds + " s.")
                    .with("retryAfterSeconds", seconds);
        }
    }
}
