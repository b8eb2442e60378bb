package io.plumbline.sync.conformance;

/** The vector speaks of something that a server cannot be shown by its API. */
final class NotApplicable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotApplicable(String reason) {
        super(reason);
    }
}
