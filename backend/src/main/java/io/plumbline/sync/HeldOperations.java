package io.plumbline.sync;

import io.plumbline.sync.message.Need;
import java.util.Collection;
import java.util.UUID;

/** Lets operations go on that waited for something. */
public interface HeldOperations {
    /** Looks again at the entities with operations that wait for this, in the caller's transaction. */
    void release(Need need);

    /** Looks again at these entities, whether or not operations of theirs wait, in the caller's transaction. */
    void reconsider(String entity, Collection<UUID> entityIds);
}
