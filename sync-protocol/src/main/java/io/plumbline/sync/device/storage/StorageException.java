package io.plumbline.sync.device.storage;

/** The disk is full or refuses to write. Nothing was changed, and what was there is there. */
public final class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A refusal with its reason. */
    public StorageException(String message, Throwable cause) {
        super(message, cause);
    }

    /** A refusal without a cause. */
    public StorageException(String message) {
        super(message);
    }
}
