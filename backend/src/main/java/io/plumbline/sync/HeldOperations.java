package io.plumbline.sync;

/** Lets operations go on that waited for something. */
public interface HeldOperations {
    /** Looks again at the entities with operations that wait for this, in the caller's transaction. */
    void release(Need need);
}
