package io.plumbline.benchmark;

import java.util.Arrays;
import java.util.Collection;

/** Times in nanoseconds, in ascending order. */
@SuppressWarnings("ArrayRecordComponent") // read here alone
record Latencies(long[] sorted) {
    private static final double NANOS_A_MILLI = 1e6;

    static Latencies of(Collection<Long> nanos) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sorted);
        return new Latencies(sorted);
    }

    /** The time in milliseconds that the share of all did not exceed (nearest rank). */
    double millis(double share) {
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted[Math.max(0, rank - 1)] / NANOS_A_MILLI;
    }

    /** As the report shows it. */
    String text() {
        return "p50 %.1f · p95 %.1f · p99 %.1f ms (%d samples)"
                .formatted(millis(0.50), millis(0.95), millis(0.99), sorted.length);
    }
}
