package io.plumbline.sync.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.sync.device.SessionKey;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;

/** A key pair for ECDSA on P-256, in a file. Where hardware keeps keys, it belongs there. */
public final class P256Key implements SessionKey {
    private static final int COORDINATE = 32;

    private final KeyPair pair;

    private P256Key(KeyPair pair) {
        this.pair = pair;
    }

    /** Draws a pair. */
    public static P256Key draw() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return new P256Key(generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has P-256", e);
        }
    }

    /** The pair in the file; when there is none it is drawn and put there. */
    public static P256Key in(Path file) throws IOException {
        ObjectMapper json = new ObjectMapper();
        if (Files.exists(file)) {
            var stored = json.readTree(Files.readAllBytes(file));
            return of(
                    stored.path("private").binaryValue(), stored.path("public").binaryValue());
        }
        P256Key key = draw();
        ObjectNode stored = JsonNodeFactory.instance
                .objectNode()
                .put("private", key.pair.getPrivate().getEncoded())
                .put("public", key.pair.getPublic().getEncoded());
        Path unfinished = file.resolveSibling(file.getFileName() + ".part");
        Files.write(unfinished, json.writeValueAsBytes(stored));
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        return key;
    }

    private static P256Key of(byte[] privateKey, byte[] publicKey) throws IOException {
        try {
            KeyFactory factory = KeyFactory.getInstance("EC");
            return new P256Key(new KeyPair(
                    factory.generatePublic(new X509EncodedKeySpec(publicKey)),
                    factory.generatePrivate(new PKCS8EncodedKeySpec(privateKey))));
        } catch (GeneralSecurityException e) {
            throw new IOException("the file holds no key", e);
        }
    }

    @Override
    public ObjectNode publicJwk() {
        ECPublicKey key = (ECPublicKey) pair.getPublic();
        return JsonNodeFactory.instance
                .objectNode()
                .put("kty", "EC")
                .put("crv", "P-256")
                .put("x", coordinate(key.getW().getAffineX()))
                .put("y", coordinate(key.getW().getAffineY()));
    }

    @Override
    public byte[] sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(pair.getPrivate());
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has this signature", e);
        }
    }

    /** As many bytes as the field has, whatever the number. */
    private static String coordinate(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] fixed = new byte[COORDINATE];
        int from = Math.max(0, bytes.length - COORDINATE);
        byte[] significant = Arrays.copyOfRange(bytes, from, bytes.length);
        System.arraycopy(significant, 0, fixed, COORDINATE - significant.length, significant.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(fixed);
    }
}
