package io.plumbline.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.plumbline.platform.tenancy.CurrentOrganisation;
import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.ParseException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Inject;
import java.security.Key;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.lang.UnresolvableKeyException;

/**
 * Accepts an access token only if it is signed with ES256 by one of our own keys, comes from us, has not expired by the
 * one clock, and names an account and an organisation. It takes the place of the extension's own factory because that
 * one wants its key in the configuration, and the key is made at the first start.
 *
 * <p>A token comes with every request for fifteen minutes, and checking its signature took two thirds of the processor
 * time of a pull; so the claims of a verified token are remembered, and only its expiry is looked at again.
 */
@Alternative
@Priority(1)
@ApplicationScoped
class AccessTokenVerifier extends JWTCallerPrincipalFactory {
    /** Clocks of two nodes may differ by that much. */
    private static final int CLOCK_SKEW_SECONDS = 5;

    /** Above the number of people who work in the same quarter of an hour on one node. */
    private static final int REMEMBERED = 20_000;

    private final Cache<String, JwtClaims> verified =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();
    private final SigningKeys keys;
    private final Clock clock;

    @Inject
    AccessTokenVerifier(SigningKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public JWTCallerPrincipal parse(String token, JWTAuthContextInfo ignored) throws ParseException {
        try {
            JwtClaims claims = verified.getIfPresent(token);
            if (claims == null || hasExpired(claims)) {
                claims = consumer().processToClaims(token);
                requireUuid(claims.getSubject(), "sub");
                requireUuid(claims.getStringClaimValue(CurrentOrganisation.CLAIM), CurrentOrganisation.CLAIM);
                verified.put(token, claims);
            }
            return new DefaultJWTCallerPrincipal(token, "JWT", claims);
        } catch (InvalidJwtException | MalformedClaimException invalid) {
            throw new ParseException("The access token is not valid", invalid);
        }
    }

    private boolean hasExpired(JwtClaims claims) throws MalformedClaimException {
        return claims.getExpirationTime().getValueInMillis() <= clock.millis();
    }

    private JwtConsumer consumer() {
        return new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(new AlgorithmConstraints(
                        ConstraintType.PERMIT, AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256))
                .setVerificationKeyResolver(this::keyOf)
                .setExpectedIssuer(AccessTokens.ISSUER)
                .setRequireSubject()
                .setRequireExpirationTime()
                .setRequireIssuedAt()
                .setSkipDefaultAudienceValidation()
                .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis()))
                .setAllowedClockSkewInSeconds(CLOCK_SKEW_SECONDS)
                .build();
    }

    private Key keyOf(JsonWebSignature signature, List<JsonWebStructure> nesting) throws UnresolvableKeyException {
        String id = signature.getKeyIdHeaderValue();
        if (id == null) {
            throw new UnresolvableKeyException("The token names no key");
        }
        return keys.verificationKey(id).orElseThrow(() -> new UnresolvableKeyException("The token's key is unknown"));
    }

    private static void requireUuid(String value, String claim) throws ParseException {
        try {
            UUID.fromString(value);
        } catch (IllegalArgumentException | NullPointerException notAnId) {
            throw new ParseException("The claim " + claim + " is no id", notAnId);
        }
    }
}
