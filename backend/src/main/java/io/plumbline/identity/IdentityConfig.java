package io.plumbline.identity;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of sign-in. The defaults are meant for production. */
@ConfigMapping(prefix = "plumbline.identity")
public interface IdentityConfig {
    /** How long an access token is good for. Who is cut off keeps access for that long at most. */
    @WithDefault("PT15M")
    Duration accessTokenLifetime();

    /** How long a refresh token is good for; each use makes a new one, so this is the longest time away. */
    @WithDefault("P30D")
    Duration refreshTokenLifetime();

    /** Memory one password hash takes, in KiB (Argon2id). Less makes guessing cheaper. */
    @WithDefault("19456")
    int passwordMemoryKib();

    /** Passes over that memory (Argon2id). */
    @WithDefault("2")
    int passwordIterations();

    /** Wrong sign-ins one remote address may make in a row before it has to wait. */
    @WithDefault("60")
    int failuresPerAddress();

    /** How long until one of {@link #failuresPerAddress} is forgiven. */
    @WithDefault("PT10S")
    Duration failureForgivenAfter();
}
