package io.plumbline.identity;

import io.plumbline.identity.rules.PasswordPolicy;
import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import io.plumbline.platform.tenancy.Organisations;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Changes the password of whoever is signed in. An access token alone is not enough, because it may be somebody else's
 * hand on an open tablet: the present password is asked for, and wrong ones count as at sign-in. Passwords are compared
 * and hashed outside of any transaction, because that takes long.
 */
@ApplicationScoped
class OwnPassword {
    /** The account as it was when the attempt began. */
    private record Attempt(Duration rest, String hash) {}

    private final AccountRepository accounts;
    private final Organisations organisations;
    private final Passwords passwords;
    private final RefreshTokens refreshTokens;
    private final CurrentAccount current;
    private final Clock clock;

    @Inject
    OwnPassword(
            AccountRepository accounts,
            Organisations organisations,
            Passwords passwords,
            RefreshTokens refreshTokens,
            CurrentAccount current,
            Clock clock) {
        this.accounts = accounts;
        this.organisations = organisations;
        this.passwords = passwords;
        this.refreshTokens = refreshTokens;
        this.current = current;
        this.clock = clock;
    }

    /**
     * Ends every session of the account but the one of the refresh token.
     *
     * @throws Problem {@code validation} for a wrong present password or a weak new one; {@code rate-limited} after too
     *     many wrong ones; {@code conflict} if somebody changed the password meanwhile
     */
    void change(String currentPassword, String newPassword, @Nullable String refreshToken) {
        UUID organisationId = current.organisationId();
        UUID accountId = current.id();
        Attempt attempt = organisations.inTransaction(organisationId, () -> begin(accountId, newPassword));
        SignInService.refuseWhile(attempt.rest());
        if (!passwords.matches(SignInService.bounded(currentPassword), attempt.hash())) {
            throw Problem.invalid("/currentPassword", "wrong", "The current password is wrong.");
        }
        String hash = passwords.hash(newPassword);
        organisations.<@Nullable Void>inTransaction(organisationId, () -> {
            complete(accountId, attempt.hash(), hash, refreshToken);
            return null;
        });
    }

    /** A weak new password is said before the attempt is counted: nobody locks themselves out by looking for one. */
    private Attempt begin(UUID accountId, String newPassword) {
        Account account = locked(accountId);
        PasswordPolicy.objection(newPassword, account.signInName()).ifPresent(objection -> {
            throw Problem.invalid("/newPassword", "weak", "The password " + objection);
        });
        return new Attempt(account.beginAttempt(clock.instant()), account.passwordHash());
    }

    private void complete(UUID accountId, String before, String hash, @Nullable String refreshToken) {
        Account account = locked(accountId);
        if (!account.passwordHash().equals(before)) {
            throw Problem.of(ProblemType.CONFLICT, "The password was changed in the meantime.");
        }
        account.changePassword(hash);
        refreshTokens.revokeOthers(account.organisationId(), accountId, refreshToken);
    }

    private Account locked(UUID accountId) {
        return accounts.findLocked(accountId).orElseThrow(() -> Problem.notFound("account", accountId));
    }
}
