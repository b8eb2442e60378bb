package io.plumbline.sync;

import java.util.List;
import java.util.UUID;

/**
 * The operations of one entity, which is locked.
 *
 * @param stored received earlier and applied, superseded or held, in order of effective clock and id
 * @param fresh received now, in the same order; empty when held operations are looked at again
 */
public record EntityOperations(UUID entityId, List<SyncOperation> stored, List<SyncOperation> fresh) {}
