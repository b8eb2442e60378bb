package io.plumbline.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.testing.TestOrganisation;
import io.plumbline.testing.TestOrganisations;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DeviceSignatureIT {
    @Inject
    TestOrganisations organisations;

    private TestOrganisation organisation;
    private KeyPair keys;
    private String device;
    private String lease;

    @BeforeEach
    void enrolWithAKey() throws GeneralSecurityException {
        organisation = organisations.create();
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        keys = generator.generateKeyPair();
        Response enrolled = enrol(jwk());
        assertThat(enrolled.statusCode()).as(enrolled.asString()).isEqualTo(201);
        device = enrolled.path("device");
        lease = enrolled.path("lease");
    }

    @Test
    void opensASessionThatIsSignedByTheDevicesKey() throws GeneralSecurityException {
        byte[] body = body();
        String nonce = nonce();
        assertThat(session(body, nonce, sign(nonce, body)).statusCode()).isEqualTo(200);
    }

    @Test
    void refusesASessionWithoutSignatureOrWithAnotherOne() throws GeneralSecurityException {
        byte[] body = body();
        refused(session(body, null, null));
        String nonce = nonce();
        refused(session(body, nonce, sign(nonce, "{}".getBytes(StandardCharsets.UTF_8))));
        refused(session(body, nonce(), "AAAA"));
        String made = "made-up";
        refused(session(body, made, sign(made, body)));
    }

    @Test
    void takesANumberOnce() throws GeneralSecurityException {
        byte[] body = body();
        String nonce = nonce();
        String signature = sign(nonce, body);
        assertThat(session(body, nonce, signature).statusCode()).isEqualTo(200);
        refused(session(body, nonce, signature));
    }

    @Test
    void refusesAKeyThatIsNone() {
        JsonObject elsewhere = jwk().put("y", jwk().getString("x"));
        assertThat(enrol(elsewhere).statusCode()).isEqualTo(400);
        assertThat(enrol(jwk().put("crv", "P-384")).statusCode()).isEqualTo(400);
        assertThat(enrol(jwk().put("x", "AA")).<String>path("errors[0].pointer"))
                .isEqualTo("/key");
    }

    private static void refused(Response answer) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(401);
        assertThat(answer.<String>path("reason")).isEqualTo("signature");
    }

    private Response enrol(JsonObject key) {
        return organisation
                .as("inspector")
                .body(new JsonObject()
                        .put("name", "平板")
                        .put("platform", "test")
                        .put("appVersion", "1")
                        .put("key", key)
                        .encode())
                .post("/api/sync/v1/devices");
    }

    private byte[] body() {
        return new JsonObject()
                .put("device", device)
                .put("incarnation", 1)
                .put("lease", lease)
                .put("attempt", UUID.randomUUID().toString())
                .put("acknowledged", 0)
                .put("protocol", new JsonObject().put("min", 1).put("max", 1))
                .encode()
                .getBytes(StandardCharsets.UTF_8);
    }

    private String nonce() {
        return organisation
                .as("inspector")
                .body("{}")
                .post("/api/sync/v1/devices/nonce")
                .then()
                .statusCode(200)
                .extract()
                .path("nonce");
    }

    private Response session(byte[] body, String nonce, String signature) {
        var request = organisation.as("inspector").body(body);
        if (nonce != null) {
            request.header("Plumbline-Nonce", nonce).header("Plumbline-Signature", signature);
        }
        return request.post("/api/sync/v1/session");
    }

    private String sign(String nonce, byte[] body) throws GeneralSecurityException {
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        Signature signer = Signature.getInstance("SHA256withECDSAinP1363Format");
        signer.initSign(keys.getPrivate());
        signer.update((nonce + "." + hash).getBytes(StandardCharsets.UTF_8));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(signer.sign());
    }

    private JsonObject jwk() {
        ECPublicKey key = (ECPublicKey) keys.getPublic();
        return new JsonObject()
                .put("kty", "EC")
                .put("crv", "P-256")
                .put("x", coordinate(key.getW().getAffineX().toByteArray()))
                .put("y", coordinate(key.getW().getAffineY().toByteArray()));
    }

    private static String coordinate(byte[] bytes) {
        byte[] fixed = new byte[32];
        byte[] plain = bytes.length > 32 ? Arrays.copyOfRange(bytes, bytes.length - 32, bytes.length) : bytes;
        System.arraycopy(plain, 0, fixed, 32 - plain.length, plain.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(fixed);
    }
}
