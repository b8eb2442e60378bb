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
 * Refresh tokens. A sign-in begins a family; every use ends one token and makes the next of the family.
 *
 * <p>On a weak link the answer to a refresh gets lost, and the tablet can only show the used token again. So a used
 * token is taken once more as long as its successor was never used: the successor is revoked and another made. Whatever
 * happens, one token of a family is good at any time. If a token comes again whose successor was used, or one that was
 * revoked for another, two hold the same family, one of them wrongly, and nobody can tell which: the whole family ends
 * and its owner signs in again. A thief of a used token is thus found out by the owner's next refresh.
 *
 * <p>A token is {@code <organisation>.<id>.<secret>}: the first part says where to look, the secret is 256 random bits
 * of which only the SHA-256 is stored. That hash needs no salt and no stretching, because the secret cannot be guessed.
 */
@ApplicationScoped
class RefreshTokens {
    private static final int SECRET_BYTES = 32;
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

    /** A token as it was sent, taken apart. */
    @SuppressWarnings("ArrayRecordComponent") // compared in constant time, never as a record
    record Presented(UUID organisationId, UUID id, byte[] secretHash) {}

    @SuppressWarnings("ArrayRecordComponent") // as above
    private record Stored(
            UUID accountId,
            UUID familyId,
            byte[] secretHash,
            Instant expiresAt,
            boolean used,
            boolean revoked,
            @Nullable UUID replacedBy,
            @Nullable UUID deviceId) {}

    /** The spent token and which account, family and device it was of. */
    record Spent(
            UUID id,
            UUID accountId,
            UUID familyId,
            @Nullable UUID deviceId) {}

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

    /**
     * Makes the first token of a family, and forgets the account's tokens that expired.
     *
     * @param deviceId the device the sign-in came with, or null
     */
    String begin(UUID organisationId, UUID accountId, @Nullable UUID deviceId) {
        jdbi.useHandle(handle -> handle.createUpdate("delete from refresh_tokens "
                        + "where organisation_id = :organisation and account_id = :account and expires_at < :now")
                .bind("organisation", organisationId)
                .bind("account", accountId)
                .bind("now", now())
                .execute());
        return make(organisationId, Ids.next(), accountId, Ids.next(), deviceId);
    }

    /** Makes the next token of the family. */
    String next(UUID organisationId, Spent spent) {
        UUID id = Ids.next();
        jdbi.useHandle(handle -> handle.createUpdate("update refresh_tokens set replaced_by = :next "
                        + "where organisation_id = :organisation and id = :id")
                .bind("next", id)
                .bind("organisation", organisationId)
                .bind("id", spent.id())
                .execute());
        return make(organisationId, id, spent.accountId(), spent.familyId(), spent.deviceId());
    }

    /**
     * Uses the token up. Empty when it is unknown or expired, or when it shows that two hold its family: then the
     * family is revoked, which the caller's transaction has to commit.
     */
    Optional<Spent> spend(Presented presented) {
        return jdbi.withHandle(handle -> {
            Stored stored = lock(handle, presented).orElse(null);
            if (stored == null || !stored.expiresAt().isAfter(clock.instant())) {
                return Optional.empty();
            }
            if (stored.revoked() || (stored.used() && !takesBack(handle, presented.organisationId(), stored))) {
                revoke(handle, presented.organisationId(), "family_id", stored.familyId());
                return Optional.empty();
            }
            handle.createUpdate("update refresh_tokens set used_at = :now "
                            + "where organisation_id = :organisation and id = :id")
                    .bind("organisation", presented.organisationId())
                    .bind("id", presented.id())
                    .bind("now", now())
                    .execute();
            return Optional.of(new Spent(presented.id(), stored.accountId(), stored.familyId(), stored.deviceId()));
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

    /** Signs the account out everywhere but where the token is held; a token of somebody else keeps nothing. */
    void revokeOthers(UUID organisationId, UUID accountId, @Nullable String keptToken) {
        UUID kept = keptToken == null ? null : familyOf(organisationId, accountId, keptToken);
        if (kept == null) {
            revokeAll(organisationId, accountId);
            return;
        }
        jdbi.useHandle(handle -> handle.createUpdate("update refresh_tokens set revoked_at = :now "
                        + "where organisation_id = :organisation and account_id = :account "
                        + "and family_id <> :kept and revoked_at is null")
                .bind("organisation", organisationId)
                .bind("account", accountId)
                .bind("kept", kept)
                .bind("now", now())
                .execute());
    }

    private @Nullable UUID familyOf(UUID organisationId, UUID accountId, String token) {
        return parse(token)
                .filter(presented -> presented.organisationId().equals(organisationId))
                .flatMap(presented -> jdbi.withHandle(handle -> lock(handle, presented)))
                .filter(stored -> stored.accountId().equals(accountId))
                .map(Stored::familyId)
                .orElse(null);
    }

    /** Revokes the successor of a used token, if it was never used itself. */
    private boolean takesBack(Handle handle, UUID organisationId, Stored stored) {
        return handle.createUpdate("update refresh_tokens set revoked_at = :now "
                                + "where organisation_id = :organisation and id = :successor "
                                + "and used_at is null and revoked_at is null")
                        .bind("now", now())
                        .bind("organisation", organisationId)
                        .bind("successor", stored.replacedBy())
                        .execute()
                == 1;
    }

    private String make(UUID organisationId, UUID id, UUID accountId, UUID familyId, @Nullable UUID deviceId) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        Instant now = clock.instant();
        String sql = """
                insert into refresh_tokens
                  (organisation_id, id, account_id, family_id, secret_hash, device_id, created_at, expires_at)
                values (:organisation, :id, :account, :family, :hash, :device, :now, :expires)
                """;
        jdbi.useHandle(handle -> handle.createUpdate(sql)
                .bind("organisation", organisationId)
                .bind("id", id)
                .bind("account", accountId)
                .bind("family", familyId)
                .bind("hash", hash(secret))
                .bind("device", deviceId)
                .bind("now", at(now))
                .bind("expires", at(now.plus(config.refreshTokenLifetime())))
                .execute());
        return organisationId + "." + id + "." + TEXT.encodeToString(secret);
    }

    private static Optional<Stored> lock(Handle handle, Presented presented) {
        String sql = """
                select account_id, family_id, secret_hash, expires_at, used_at, revoked_at, replaced_by, device_id
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
                isSet(row.getObject("revoked_at")),
                row.getObject("replaced_by", UUID.class),
                row.getObject("device_id", UUID.class));
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
