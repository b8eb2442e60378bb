package io.plumbline.sync;

import java.util.Map;
import java.util.UUID;

/**
 * Outcomes by operation id: one for every fresh operation, and one for each held operation
 * that can go on or waits for something else.
 */
public record HandlerResult(Map<UUID, OperationOutcome> outcomes) {}
