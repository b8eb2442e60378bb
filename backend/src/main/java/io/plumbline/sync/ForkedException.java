package io.plumbline.sync;

/** The caller is another copy of a device than the one that has its lease; nothing of the request may be stored. */
final class ForkedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
}
