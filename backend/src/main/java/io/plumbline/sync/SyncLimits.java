package io.plumbline.sync;

import java.time.Duration;

/** Limits of protocol version 1. A device is told them in its session; they change only with the protocol. */
final class SyncLimits {
    static final int PUSH_OPERATIONS = 500;
    /** As sent, so compressed if the device compresses. */
    static final int PUSH_BYTES = 1 << 20;

    static final int PUSH_INFLATED_BYTES = 10 << 20;
    static final int OPERATION_BYTES = 256 << 10;
    static final int TEXT_BYTES = 64 << 10;
    static final int VISIT_ANSWERS = 5_000;
    static final int VISIT_MEDIA = 200;
    static final int FILE_BYTES = 25 << 20;
    static final int PAGE_ROWS = 1_000;
    static final int PAGE_BYTES = 2 << 20;
    static final int STATUS_IDS = 1_000;
    /** A device clock further ahead of the server's is not believed. */
    static final Duration CLOCK_AHEAD = Duration.ofMinutes(5);

    private SyncLimits() {}
}
