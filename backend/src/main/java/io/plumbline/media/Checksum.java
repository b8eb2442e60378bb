package io.plumbline.media;

import io.plumbline.platform.problem.Problem;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The checksum of one chunk, as in the header {@code Upload-Checksum}.
 *
 * @param algorithm as the JDK names it
 */
record Checksum(String algorithm, String base64) {
    static final String ALGORITHMS = "sha1,sha256";
    private static final Map<String, String> JDK_NAMES = Map.of("sha1", "SHA-1", "sha256", "SHA-256");

    static @Nullable Checksum parse(@Nullable String header) {
        if (header == null) {
            return null;
        }
        int space = header.indexOf(' ');
        String algorithm = JDK_NAMES.get(space < 0 ? header : header.substring(0, space));
        if (algorithm == null || space < 0) {
            throw Problem.invalid("Upload-Checksum", "unknown-algorithm", "Known checksums: " + ALGORITHMS + ".");
        }
        return new Checksum(algorithm, header.substring(space + 1).strip());
    }

    boolean matches(byte[] digest) {
        return Base64.getEncoder().encodeToString(digest).equals(base64);
    }
}
