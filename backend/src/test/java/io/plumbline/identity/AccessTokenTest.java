package io.plumbline.identity;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.plumbline.platform.testing.MutableClock;
import io.plumbline.testing.TestOrganisation;
import io.plumbline.testing.TestOrganisations;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.Assertions;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AccessTokenTest {
    @Inject
    TestOrganisations organisations;

    @Inject
    TestTokens tokens;

    @Inject
    SigningKeys keys;

    @Inject
    MutableClock clock;

    @ConfigProperty(name = "plumbline.data-dir")
    String dataDirectory;

    private TestOrganisation organisation;

    @BeforeEach
    void makeOrganisation() {
        organisation = organisations.create();
    }

    @AfterEach
    void resetClock() {
        clock.reset();
    }

    @Test
    void refusesARequestWithoutAToken() {
        given().get("/api/me").then().statusCode(401).body("code", equalTo("unauthenticated"));
    }

    @Test
    void refusesAnExpiredToken() {
        String token = organisation.token("admin");
        expect(200, token);
        clock.advance(Duration.ofMinutes(15).plusSeconds(10));
        expect(401, token);
    }

    @Test
    void refusesATokenWithoutASignature() {
        String payload = organisation.token("admin").split("\\.", -1)[1];
        String header = encode("{\"alg\":\"none\",\"typ\":\"JWT\"}");
        expect(401, header + "." + payload + ".");
    }

    @Test
    void refusesATokenSignedWithAnotherKeyUnderOurKeysName() throws JoseException {
        EllipticCurveJsonWebKey other = EcJwkGenerator.generateJwk(EllipticCurves.P256);
        expect(401, signed(other, keys.signingId()));
        expect(401, signed(other, "unknown"));
    }

    @Test
    void refusesATokenWhosePublicKeyWasUsedAsASecret() throws JoseException {
        JsonWebSignature forged = new JsonWebSignature();
        forged.setPayload(claims().toJson());
        forged.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
        forged.setKeyIdHeaderValue(keys.signingId());
        forged.setKey(
                new HmacKey(keys.verificationKey(keys.signingId()).orElseThrow().getEncoded()));
        expect(401, forged.getCompactSerialization());
    }

    @Test
    void refusesATokenWhoseClaimsWereChanged() {
        String[] parts = organisation.token("viewer").split("\\.", -1);
        String changed =
                new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8).replace("VIEWER", "ADMIN");
        expect(401, parts[0] + "." + encode(changed) + "." + parts[2]);
        expect(401, "not a token");
    }

    @Test
    void findsNoAccountWhenTheTokenNamesAnotherOrganisation() {
        TestOrganisation other = organisations.create();
        TestOrganisation.Person admin = organisation.person("admin");
        expect(404, tokens.issue(other.id(), admin.id(), admin.signInName(), Set.of(Role.ADMIN)));
        expect(404, tokens.issue(UUID.randomUUID(), admin.id(), admin.signInName(), Set.of(Role.ADMIN)));
    }

    @Test
    void keepsTheSigningKeyReadableByItsOwnerAlone() throws java.io.IOException {
        Path key = Path.of(dataDirectory, "keys", "access-0001.jwk");
        Assertions.assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
    }

    private JwtClaims claims() {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(AccessTokens.ISSUER);
        claims.setSubject(organisation.person("admin").id().toString());
        claims.setStringClaim("org", organisation.id().toString());
        claims.setStringListClaim("groups", "ADMIN");
        claims.setIssuedAtToNow();
        claims.setExpirationTimeMinutesInTheFuture(10);
        return claims;
    }

    private String signed(EllipticCurveJsonWebKey key, String keyId) throws JoseException {
        JsonWebSignature token = new JsonWebSignature();
        token.setPayload(claims().toJson());
        token.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
        token.setKeyIdHeaderValue(keyId);
        token.setKey(key.getPrivateKey());
        return token.getCompactSerialization();
    }

    private static String encode(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static void expect(int status, String token) {
        given().header("Authorization", "Bearer " + token).get("/api/me").then().statusCode(status);
    }
}
