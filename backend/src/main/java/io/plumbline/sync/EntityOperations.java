package io.plumbline.sync;

import java.util.List;
import java.util.UUID;

/**
 * The operations of one entity, which is locked.
 *
 * @param held received earlier and still held, in order of effective clock and id
 * @param fresh received now, in the same order; empty when held operations are looked at again
 */
public record EntityOperations(UUID entityId, List<SyncOperation> held, List<SyncOperation> fresh) {}
