package io.plumbline.identity;

import io.plumbline.platform.tenancy.CurrentOrganisation;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Makes access tokens: who, of which organisation, with which roles, until when; signed with ES256. */
@ApplicationScoped
class AccessTokens {
    static final String ISSUER = "plumbline";

    private final SigningKeys keys;
    private final IdentityConfig config;
    private final Clock clock;

    @Inject
    AccessTokens(SigningKeys keys, IdentityConfig config, Clock clock) {
        this.keys = keys;
        this.config = config;
        this.clock = clock;
    }

    String issue(UUID organisationId, UUID accountId, String signInName, Set<Role> roles) {
        Instant now = clock.instant();
        return Jwt.claims()
                .issuer(ISSUER)
                .subject(accountId.toString())
                .upn(signInName)
                .claim(CurrentOrganisation.CLAIM, organisationId.toString())
                .groups(roles.stream().map(Role::name).collect(Collectors.toSet()))
                .issuedAt(now)
                .expiresAt(now.plus(config.accessTokenLifetime()))
                .jws()
                .algorithm(SignatureAlgorithm.ES256)
                .keyId(keys.signingId())
                .sign(keys.signingKey());
    }

    long lifetimeSeconds() {
        return config.accessTokenLifetime().toSeconds();
    }
}
