package io.plumbline.sync;

import java.time.Instant;
import java.util.UUID;

/**
 * The circumstances of a push, or of a release of held operations.
 *
 * @param now when the server took it; the same for the whole transaction
 */
public record PushContext(UUID organisationId, Instant now) {}
