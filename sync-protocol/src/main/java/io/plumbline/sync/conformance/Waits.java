package io.plumbline.sync.conformance;

import java.util.concurrent.TimeUnit;

/** A server shows a change when every older transaction ended; other work on it may take a moment. */
final class Waits {
    static final int ATTEMPTS = 25;
    private static final long MILLIS = 200;

    private Waits() {}

    static void shortly() {
        try {
            TimeUnit.MILLISECONDS.sleep(MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unusable("interrupted", e);
        }
    }
}
