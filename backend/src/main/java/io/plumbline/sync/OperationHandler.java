package io.plumbline.sync;

import java.util.List;
import java.util.Set;

/** What a feature does with the operations of its entity. One CDI bean per entity name. */
public interface OperationHandler {
    /** The entity name on the wire, such as {@code visit}. */
    String entity();

    /** The kinds understood; others are parked before they reach the handler. */
    Set<String> kinds();

    /**
     * Called inside the push's transaction with all entities of the push, locked. The number of SQL statements must not
     * grow with the number of operations. What cannot be applied is said in the outcome; an exception means a fault,
     * and makes the caller try the entities, then the operations, one by one.
     */
    HandlerResult handle(List<EntityOperations> groups, PushContext context);
}
