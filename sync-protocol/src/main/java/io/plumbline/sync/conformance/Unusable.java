package io.plumbline.sync.conformance;

import org.jspecify.annotations.Nullable;

/** The server cannot be tried: no answer, no account, no place to work in. */
final class Unusable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unusable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
