package io.plumbline.identity;

import io.plumbline.platform.time.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Refresh tokens, each good for one use. A sign-in begins a family; every use ends one token and makes the next of the
 * family. If a used token comes again, two hold the same family, one of them wrongly, and nobody can tell which: the
 * whole family ends and its owner signs in again. There is no period of grace, so a client sends one refresh at a time
 * and its tabs share the answer.
 *
 * <p>A token is {@code <organisation>.<id>.<secret>}: the first part says where to look, the secret is 256 random bits
 * of which only the SHA-256 is stored. That hash needs no salt and no stretching, because the secret cannot be guessed.
 */
@ApplicationScoped
class RefreshTokens {
    private static final int SECRET_BYTES = 32;
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

    /** A token as it was sent, taken apart. */
    record Presented(UUID organisationId, UUID id, byte[] secretHash) {}

    private record Stored(
            UUID accountId, UUID familyId, byte[] secretHash, Instant expiresAt, boolean used, boolean revoked) {}

    /** Which account and family the spent token was of. */
    record Spent(UUID accountId, UUID familyId) {}

    private final Jdbi jdbi;
    private final IdentityConfig config;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    @Inject
    RefreshTokens(Jdbi jdbi, IdentityConfig config, Clock clock) {
        this.jdbi = jdbi;
        this.config = config;
        this.clock = clock;
    }

    static Optional<Presented> parse(String token) {
        String[] parts = token.split("\\.", 4);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            byte[] secret = Base64.getUrlDecoder().decode(parts[2]);
            return secret.length == SECRET_BYTES
                    ? Optional.of(new Presented(UUID.fromString(parts[0]), UUID.fromString(parts[1]), hash(secret)))
                    : Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /** Makes the first token of a family, and forgets the account's tokens that expired. */
    String begin(UUID organisationId, UUID accountId) {
        jdbi.useHandle(handle -> handle.createUpdate("delete from refresh_tokens "
                        + "where organisation_id = :organisation and account_id = :account and expires_at < :now")
                .bind("organisation", organisationId)
                .bind("account", accountId)
                .bind("now", now())
                .execute());
        return make(organisationId, accountId, Ids.next());
    }

    /** Makes the next token of the family. */
    String next(UUID organisationId, Spent spent) {
        return make(organisationId, spent.accountId(), spent.familyId());
    }

    /**
     * Uses the token up. Empty when it is unknown, expired or revoked, or when it was used before: then its family is
     * revoked, which the caller's transaction has to commit.
     */
    Optional<Spent> spend(Presented presented) {
        return jdbi.withHandle(handle -> {
            Stored stored = lock(handle, presented).orElse(null);
            if (stored == null || stored.revoked() || !stored.expiresAt().isAfter(clock.instant())) {
                return Optional.empty();
            }
            if (stored.used()) {
                revoke(handle, presented.organisationId(), "family_id", stored.familyId());
                return Optional.empty();
            }
            handle.createUpdate("update refresh_tokens set used_at = :now "
                            + "where organisation_id = :organisation and id = :id")
                    .bind("organisation", presented.organisationId())
                    .bind("id", presented.id())
                    .bind("now", now())
                    .execute();
            return Optional.of(new Spent(stored.accountId(), stored.familyId()));
        });
    }

    /** Ends the family of the token; a token nobody has is no error. */
    void revokeFamily(Presented presented) {
        jdbi.useHandle(handle -> lock(handle, presented)
                .ifPresent(stored -> revoke(handle, presented.organisationId(), "family_id", stored.familyId())));
    }

    /** Signs the account out everywhere. */
    void revokeAll(UUID organisationId, UUID accountId) {
        jdbi.useHandle(handle -> revoke(handle, organisationId, "account_id", accountId));
    }

    private String make(UUID organisationId, UUID accountId, UUID familyId) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        UUID id = Ids.next();
        Instant now = clock.instant();
        String sql = """
                insert into refresh_tokens
                  (organisation_id, id, account_id, family_id, secret_hash, created_at, expires_at)
                values (:organisation, :id, :account, :family, :hash, :now, :expires)
                """;
        jdbi.useHandle(handle -> handle.createUpdate(sql)
                .bind("organisation", organisationId)
                .bind("id", id)
                .bind("account", accountId)
                .bind("family", familyId)
                .bind("hash", hash(secret))
                .bind("now", at(now))
                .bind("expires", at(now.plus(config.refreshTokenLifetime())))
                .execute());
        return organisationId + "." + id + "." + TEXT.encodeToString(secret);
    }

    private static Optional<Stored> lock(Handle handle, Presented presented) {
        String sql = """
                select account_id, family_id, secret_hash, expires_at, used_at, revoked_at
                from refresh_tokens
                where organisation_id = :organisation and id = :id
                for update
                """;
        return handle.createQuery(sql)
                .bind("organisation", presented.organisationId())
                .bind("id", presented.id())
                .map((row, context) -> stored(row))
                .findOne()
                .filter(stored -> MessageDigest.isEqual(stored.secretHash(), presented.secretHash()));
    }

    private void revoke(Handle handle, UUID organisationId, String column, UUID id) {
        handle.createUpdate("update refresh_tokens set revoked_at = :now "
                        + "where organisation_id = :organisation and " + column + " = :id and revoked_at is null")
                .bind("organisation", organisationId)
                .bind("id", id)
                .bind("now", now())
                .execute();
    }

    private static Stored stored(ResultSet row) throws SQLException {
        return new Stored(
                row.getObject("account_id", UUID.class),
                row.getObject("family_id", UUID.class),
                row.getBytes("secret_hash"),
                row.getObject("expires_at", OffsetDateTime.class).toInstant(),
                isSet(row.getObject("used_at")),
                isSet(row.getObject("revoked_at")));
    }

    private static boolean isSet(@Nullable Object value) {
        return value != null;
    }

    private OffsetDateTime now() {
        return at(clock.instant());
    }

    private static OffsetDateTime at(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    private static byte[] hash(byte[] secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }
}
