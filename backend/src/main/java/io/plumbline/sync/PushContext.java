package io.plumbline.sync;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The circumstances of a push, or of a release of held operations.
 *
 * @param now when the server took it; the same for the whole transaction
 * @param forcedBefore held operations received before that do not wait any longer; null for none
 */
public record PushContext(
        UUID organisationId, Instant now, @Nullable Instant forcedBefore) {
    /** Whether the operation waited long enough: it goes on without what it waits for, or is parked. */
    public boolean forces(SyncOperation operation) {
        return forcedBefore != null && operation.receivedAt().isBefore(forcedBefore);
    }
}
