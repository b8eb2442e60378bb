package io.plumbline.sync.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A number that says whether two sides hold the same rows of a scope: the exclusive or, over the rows, of the first 8
 * bytes of SHA-256 over {@code entity LF id LF rev}. Order does not matter, and a row can be taken out by adding it
 * again.
 *
 * @param bits of all rows added
 * @param rows how many
 */
public record ScopeDigest(long bits, long rows) {
    /** Of no rows. */
    public static final ScopeDigest EMPTY = new ScopeDigest(0, 0);

    private static final int WIRE_DIGITS = 16;

    /** With one row more. */
    public ScopeDigest with(String entity, String id, long rev) {
        return new ScopeDigest(bits ^ ofRow(entity, id, rev), rows + 1);
    }

    private static long ofRow(String entity, String id, long rev) {
        try {
            byte[] text = (entity + "\n" + id + "\n" + rev).getBytes(StandardCharsets.UTF_8);
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text))
                    .getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** 16 lower-case hexadecimal digits. */
    public String wire() {
        String hex = Long.toHexString(bits);
        return "0".repeat(WIRE_DIGITS - hex.length()) + hex;
    }
}
