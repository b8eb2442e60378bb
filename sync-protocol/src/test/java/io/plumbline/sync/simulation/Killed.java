package io.plumbline.sync.simulation;

/** The device was killed in the middle of a write. */
final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Killed() {
        super("killed", null, false, false);
    }
}
