package io.plumbline.sync;

import io.plumbline.identity.CurrentAccount;
import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Proves that a session is opened by the device itself: somebody who took an access token, or a copy of the database
 * without the browser's keys, cannot. Pushes are not signed, because a push is never refused.
 */
@ApplicationScoped
class DeviceSignatures {
    private static final Duration VALID = Duration.ofMinutes(2);
    private static final int NONCE_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** What a device signs, once. */
    record Nonce(String nonce, Instant expiresAt) {}

    /** As in the headers {@code Plumbline-Nonce} and {@code Plumbline-Signature}. */
    record Signed(@Nullable String nonce, @Nullable String signature) {}

    private final Jdbi jdbi;
    private final CurrentAccount account;
    private final Clock clock;

    @Inject
    DeviceSignatures(Jdbi jdbi, CurrentAccount account, Clock clock) {
        this.jdbi = jdbi;
        this.account = account;
        this.clock = clock;
    }

    @Transactional
    Nonce nonce() {
        byte[] bytes = new byte[NONCE_BYTES];
        RANDOM.nextBytes(bytes);
        String nonce = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Instant now = clock.instant();
        Instant expiresAt = now.plus(VALID);
        jdbi.useHandle(handle -> {
            handle.createUpdate("delete from device_nonces where organisation_id = :organisation and expires_at < :now")
                    .bind("organisation", account.organisationId())
                    .bind("now", now)
                    .execute();
            handle.createUpdate("""
                            insert into device_nonces (organisation_id, nonce, account_id, expires_at)
                            values (:organisation, :nonce, :account, :expires)""")
                    .bind("organisation", account.organisationId())
                    .bind("nonce", nonce)
                    .bind("account", account.id())
                    .bind("expires", expiresAt)
                    .execute();
        });
        return new Nonce(nonce, expiresAt);
    }

    /**
     * Uses the nonce up, whatever comes of it. A device without a key has nothing to prove.
     *
     * @throws Problem {@code unauthenticated} with the reason {@code signature}
     */
    @Transactional(dontRollbackOn = Problem.class)
    void require(UUID device, Signed signed, byte[] body) {
        Optional<DeviceKey> key = jdbi.withHandle(handle -> key(handle, device));
        if (key.isEmpty()) {
            return;
        }
        String nonce = signed.nonce();
        String signature = signed.signature();
        if (nonce == null || signature == null || !use(nonce) || !key.get().verifies(nonce, body, signature)) {
            throw Problem.of(ProblemType.UNAUTHENTICATED, "The session is not signed by this device's key.")
                    .with("reason", "signature");
        }
    }

    private boolean use(String nonce) {
        return jdbi.withHandle(handle -> handle.createUpdate("""
                        delete from device_nonces where organisation_id = :organisation and nonce = :nonce
                          and account_id = :account and expires_at >= :now""")
                        .bind("organisation", account.organisationId())
                        .bind("nonce", nonce)
                        .bind("account", account.id())
                        .bind("now", clock.instant())
                        .execute())
                == 1;
    }

    private Optional<DeviceKey> key(Handle handle, UUID device) {
        return handle.createQuery("""
                        select public_key::text from devices
                        where organisation_id = :organisation and id = :id and public_key is not null""")
                .bind("organisation", account.organisationId())
                .bind("id", device)
                .mapTo(String.class)
                .findOne()
                .map(json -> StoredJson.read(json, DeviceKey.class));
    }
}
