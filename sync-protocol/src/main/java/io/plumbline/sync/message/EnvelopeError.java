package io.plumbline.sync.message;

/**
 * Something wrong with an envelope.
 *
 * @param code {@link #BAD_ENVELOPE} or {@link #PAYLOAD_TOO_LARGE}
 * @param pointer JSON pointer into the envelope
 * @param detail what was expected
 */
public record EnvelopeError(String code, String pointer, String detail) {
    /** The envelope is not what the protocol says. */
    public static final String BAD_ENVELOPE = "bad-envelope";

    /** A limit was passed; the detail names it and its value. */
    public static final String PAYLOAD_TOO_LARGE = "payload-too-large";
}
