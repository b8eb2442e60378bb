package io.plumbline.identity;

import io.plumbline.identity.rules.LockOut;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.TenantId;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** Someone who can sign in. */
@Entity
@Table(name = "accounts")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields
class Account {
    @Id
    private UUID id;

    @TenantId
    @Column(name = "organisation_id", updatable = false)
    private UUID organisationId;

    @Column(name = "sign_in_name", updatable = false)
    private String signInName;

    @Column(name = "display_name")
    private String displayName;

    @Column(name = "password_hash")
    private String passwordHash;

    @JdbcTypeCode(SqlTypes.ARRAY)
    @Column(name = "roles", columnDefinition = "text[]")
    private String[] roles;

    @Column(name = "unit_id")
    private @Nullable UUID unitId;

    @Column(name = "staff_id")
    private @Nullable UUID staffId;

    private String locale;

    @Column(name = "failed_attempts")
    private int failedAttempts;

    @Column(name = "locked_until")
    private @Nullable Instant lockedUntil;

    @Column(name = "disabled_at")
    private @Nullable Instant disabledAt;

    @Version
    private int version;

    @Column(name = "created_at", updatable = false)
    private Instant createdAt;

    protected Account() {}

    UUID id() {
        return id;
    }

    UUID organisationId() {
        return organisationId;
    }

    String signInName() {
        return signInName;
    }

    String displayName() {
        return displayName;
    }

    String passwordHash() {
        return passwordHash;
    }

    Set<Role> roles() {
        Set<Role> set = EnumSet.noneOf(Role.class);
        Arrays.stream(roles).map(Role::valueOf).forEach(set::add);
        return set;
    }

    @Nullable
    UUID unitId() {
        return unitId;
    }

    @Nullable
    UUID staffId() {
        return staffId;
    }

    String locale() {
        return locale;
    }

    boolean isDisabled() {
        return disabledAt != null;
    }

    AccountRef ref() {
        return new AccountRef(id, signInName, displayName, roles(), unitId, staffId);
    }

    /**
     * Counts an attempt before its password is looked at, so that many at once are counted too. The answer is how long
     * the account still rests; then nothing was counted.
     */
    Duration beginAttempt(Instant now) {
        if (lockedUntil != null && lockedUntil.isAfter(now)) {
            return Duration.between(now, lockedUntil);
        }
        failedAttempts++;
        Duration rest = LockOut.after(failedAttempts);
        lockedUntil = rest.isZero() ? null : now.plus(rest);
        return Duration.ZERO;
    }

    void succeeded() {
        failedAttempts = 0;
        lockedUntil = null;
    }

    void changePassword(String hash) {
        passwordHash = hash;
        succeeded();
    }

    void rehash(String hash) {
        passwordHash = hash;
    }

    void changeLocale(String newLocale) {
        locale = newLocale;
    }

    /** Disabling twice keeps the first time. */
    void disable(Instant now) {
        if (disabledAt == null) {
            disabledAt = now;
        }
    }
}
