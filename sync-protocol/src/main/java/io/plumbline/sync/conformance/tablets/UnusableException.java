package io.plumbline.sync.conformance.tablets;

/** The run cannot begin or be judged: no answer for minutes, no account, no unit. */
public final class UnusableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnusableException(String message) {
        super(message);
    }
}
