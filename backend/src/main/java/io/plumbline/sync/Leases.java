package io.plumbline.sync;

import java.security.SecureRandom;
import java.util.Base64;

/** The token that passes between a device and the server, so that two copies of one device can be told apart. */
final class Leases {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Leases() {}

    static String next() {
        byte[] bytes = new byte[18];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().encodeToString(bytes);
    }
}
