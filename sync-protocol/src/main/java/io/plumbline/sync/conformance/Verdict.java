package io.plumbline.sync.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What became of a vector.
 *
 * @param reason why it failed or does not apply; empty when it passed
 * @param curl the last request of a vector that failed
 * @param millis how long it took
 */
record Verdict(
        Vector vector,
        Status status,
        String reason,
        @Nullable JsonNode expected,
        @Nullable JsonNode got,
        @Nullable String curl,
        long millis) {
    /** What a vector may come to. */
    enum Status {
        PASSED,
        FAILED,
        NOT_APPLICABLE
    }
}
