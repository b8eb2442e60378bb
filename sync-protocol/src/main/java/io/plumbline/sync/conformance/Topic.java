package io.plumbline.sync.conformance;

/** Tries the vectors of one topic on the server. */
@FunctionalInterface
interface Topic {
    /**
     * Returns when the vector holds.
     *
     * @throws Mismatch when it does not
     * @throws NotApplicable when a server cannot be shown it
     */
    void hold(Vector vector);
}
