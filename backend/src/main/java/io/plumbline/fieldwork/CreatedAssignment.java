package io.plumbline.fieldwork;

import java.util.UUID;

/**
 * An assignment just made.
 *
 * @param visit the visit that will answer the assignment; made with it, so that two devices of one person edit the same
 */
public record CreatedAssignment(UUID id, UUID visit) {}
