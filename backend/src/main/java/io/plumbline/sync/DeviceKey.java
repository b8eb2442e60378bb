package io.plumbline.sync;

import io.plumbline.platform.problem.Problem;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The public key of a device as a JWK (RFC 7517): an ECDSA key on P-256, which every browser makes without letting its
 * private half out.
 *
 * @param x coordinate, 32 bytes as base64url
 * @param y coordinate, 32 bytes as base64url
 */
record DeviceKey(
        @Nullable String kty,
        @Nullable String crv,
        @Nullable String x,
        @Nullable String y) {
    private static final int COORDINATE_BYTES = 32;

    /** @throws Problem unless this is a public key on P-256 */
    void require() {
        try {
            if (!"EC".equals(kty) || !"P-256".equals(crv)) {
                throw new GeneralSecurityException("another kind of key");
            }
            publicKey();
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw Problem.invalid("/key", "malformed", "key is a public JWK: EC, P-256, x and y of 32 bytes each.");
        }
    }

    /**
     * Whether the signature (r and s, 64 bytes as base64url) is this key's over the nonce, a full stop and the hex
     * SHA-256 of the body.
     */
    boolean verifies(String nonce, byte[] body, String signature) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
            String signed = nonce + "." + HexFormat.of().formatHex(hash);
            Signature verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
            verifier.initVerify(publicKey());
            verifier.update(signed.getBytes(StandardCharsets.UTF_8));
            return verifier.verify(Base64.getUrlDecoder().decode(signature));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    private PublicKey publicKey() throws GeneralSecurityException {
        AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
        curve.init(new ECGenParameterSpec("secp256r1"));
        ECPoint point = new ECPoint(coordinate(x), coordinate(y));
        ECParameterSpec parameters = curve.getParameterSpec(ECParameterSpec.class);
        requireOnCurve(point, parameters);
        return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, parameters));
    }

    private static BigInteger coordinate(@Nullable String text) throws GeneralSecurityException {
        byte[] bytes = Base64.getUrlDecoder().decode(text == null ? "" : text);
        if (bytes.length != COORDINATE_BYTES) {
            throw new GeneralSecurityException("a coordinate has 32 bytes");
        }
        return new BigInteger(1, bytes);
    }

    /** y² = x³ + ax + b; a point elsewhere would make signatures mean nothing. */
    private static void requireOnCurve(ECPoint point, ECParameterSpec parameters) throws GeneralSecurityException {
        BigInteger p = ((java.security.spec.ECFieldFp) parameters.getCurve().getField()).getP();
        BigInteger px = point.getAffineX();
        BigInteger py = point.getAffineY();
        BigInteger right = px.pow(3)
                .add(parameters.getCurve().getA().multiply(px))
                .add(parameters.getCurve().getB())
                .mod(p);
        if (px.compareTo(p) >= 0 || py.compareTo(p) >= 0 || !py.pow(2).mod(p).equals(right)) {
            throw new GeneralSecurityException("not on the curve");
        }
    }
}
