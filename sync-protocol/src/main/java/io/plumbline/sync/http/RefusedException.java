package io.plumbline.sync.http;

/** The server answered, and it was a refusal that the caller cannot mend by asking again. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RefusedException(String message) {
        super(message);
    }
}
