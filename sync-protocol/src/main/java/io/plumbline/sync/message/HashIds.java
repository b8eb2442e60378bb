package io.plumbline.sync.message;

import java.util.UUID;

/** Ids computed from content, so that everybody who computes them gets the same. */
public final class HashIds {
    private static final int HEX_RADIX = 16;
    private static final int HALF = 16;

    private HashIds() {}

    /**
     * The first 16 bytes of a SHA-256 as a UUID of version 8 (RFC 9562).
     *
     * @param sha256 64 hexadecimal digits
     */
    public static UUID fromSha256(String sha256) {
        long high = Long.parseUnsignedLong(sha256.substring(0, HALF), HEX_RADIX);
        long low = Long.parseUnsignedLong(sha256.substring(HALF, 2 * HALF), HEX_RADIX);
        return new UUID((high & ~0xF000L) | 0x8000L, (low & ~(3L << 62)) | (2L << 62));
    }
}
