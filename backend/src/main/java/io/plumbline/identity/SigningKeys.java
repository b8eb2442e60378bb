package io.plumbline.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/**
 * The keys of access tokens: files {@code <data-dir>/keys/*.jwk}, each one private key on the curve P-256, readable by
 * their owner alone. The first start makes one. The last by file name signs, all verify; so a key is replaced by adding
 * a file with a later name on every node and removing the old one after the lifetime of an access token.
 */
@ApplicationScoped
class SigningKeys {
    private static final Logger LOG = Logger.getLogger(SigningKeys.class);
    private static final String FIRST = "access-0001.jwk";

    private final Map<String, EllipticCurveJsonWebKey> byId = new HashMap<>();
    private final EllipticCurveJsonWebKey signing;

    @Inject
    SigningKeys(@ConfigProperty(name = "plumbline.data-dir", defaultValue = "data") String dataDirectory) {
        this(Path.of(dataDirectory, "keys"));
    }

    SigningKeys(Path directory) {
        try {
            List<Path> files = list(directory);
            if (files.isEmpty()) {
                generate(directory);
                files = list(directory);
            }
            for (Path file : files) {
                EllipticCurveJsonWebKey key = read(file);
                byId.put(key.getKeyId(), key);
            }
            signing = read(files.get(files.size() - 1));
        } catch (IOException failure) {
            throw new UncheckedIOException("The signing keys in " + directory + " cannot be read or made", failure);
        }
    }

    String signingId() {
        return signing.getKeyId();
    }

    PrivateKey signingKey() {
        return signing.getPrivateKey();
    }

    Optional<PublicKey> verificationKey(String id) {
        return Optional.ofNullable(byId.get(id)).map(EllipticCurveJsonWebKey::getPublicKey);
    }

    private static List<Path> list(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".jwk"))
                    .sorted()
                    .toList();
        }
    }

    /** The file appears complete or not at all, and two starts at once agree on one key. */
    private static void generate(Path directory) throws IOException {
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path unfinished = Files.createTempFile(
                directory,
                "new",
                ".tmp",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            EllipticCurveJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
            key.setKeyId(key.calculateBase64urlEncodedThumbprint("SHA-256"));
            Files.writeString(unfinished, key.toJson(OutputControlLevel.INCLUDE_PRIVATE));
            Files.createLink(directory.resolve(FIRST), unfinished);
            LOG.infof("Made the signing key %s", directory.resolve(FIRST));
        } catch (FileAlreadyExistsException another) {
            LOG.debug("Another start made the signing key first");
        } catch (JoseException impossible) {
            throw new IllegalStateException("No key on the curve P-256 can be made", impossible);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static EllipticCurveJsonWebKey read(Path file) throws IOException {
        if (Files.getPosixFilePermissions(file).stream().anyMatch(p -> !p.name().startsWith("OWNER"))) {
            LOG.warnf("The signing key %s can be read by others than its owner: chmod 600", file);
        }
        try {
            JsonWebKey key = JsonWebKey.Factory.newJwk(Files.readString(file));
            if (key instanceof EllipticCurveJsonWebKey curve && curve.getPrivateKey() != null) {
                if (curve.getKeyId() == null) {
                    curve.setKeyId(curve.calculateBase64urlEncodedThumbprint("SHA-256"));
                }
                return curve;
            }
        } catch (JoseException notAKey) {
            throw new IOException(file + " is no JSON Web Key", notAKey);
        }
        throw new IOException(file + " is no private key on an elliptic curve");
    }
}
