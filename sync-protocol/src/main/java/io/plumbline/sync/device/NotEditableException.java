package io.plumbline.sync.device;

/** The visit cannot be written to here: it is not on the device, not the person's any more, or submitted. */
public final class NotEditableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** An exception with its reason. */
    public NotEditableException(String message) {
        super(message);
    }
}
