package io.plumbline.sync.message;

import java.util.List;

/** An envelope that cannot be read: nothing of it is stored and the device keeps everything. */
public final class EnvelopeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<EnvelopeError> errors;

    /** An exception for at least one error. */
    public EnvelopeException(List<EnvelopeError> errors) {
        super(errors.toString());
        this.errors = List.copyOf(errors);
    }

    /** What is wrong, at least one. */
    public List<EnvelopeError> errors() {
        return errors;
    }

    /** The problem code of the answer: {@code payload-too-large} when a limit was passed, else {@code bad-envelope}. */
    public String code() {
        return errors.stream().anyMatch(each -> each.code().equals(EnvelopeError.PAYLOAD_TOO_LARGE))
                ? EnvelopeError.PAYLOAD_TOO_LARGE
                : EnvelopeError.BAD_ENVELOPE;
    }
}
