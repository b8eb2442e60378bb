package io.plumbline.sync;

import java.util.Collection;
import java.util.Set;
import java.util.UUID;

/** Takes things that operations are folded into, so that a change by the office and a push come one after the other. */
public interface EntityLocks {
    /**
     * Until the caller's transaction ends. To be called once per transaction, before anything of the entities is read.
     */
    void lock(Collection<UUID> entityIds);

    /**
     * Those of the entities that nobody else has, until the caller's transaction ends: for jobs that can come back to
     * the others. It does not wait, and makes no transaction a writing one.
     */
    Set<UUID> tryLock(Collection<UUID> entityIds);
}
