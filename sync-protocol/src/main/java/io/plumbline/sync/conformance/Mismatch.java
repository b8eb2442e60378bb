package io.plumbline.sync.conformance;

import com.fasterxml.jackson.databind.JsonNode;

/** The server did otherwise than the vector says. */
final class Mismatch extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient JsonNode expected;
    private final transient JsonNode got;

    Mismatch(String what, JsonNode expected, JsonNode got) {
        super(what);
        this.expected = expected;
        this.got = got;
    }

    JsonNode expected() {
        return expected;
    }

    JsonNode got() {
        return got;
    }

    /** Nothing, unless the two differ. */
    static void unlessEqual(String what, JsonNode expected, JsonNode got) {
        if (!expected.equals(got)) {
            throw new Mismatch(what, expected, got);
        }
    }
}
