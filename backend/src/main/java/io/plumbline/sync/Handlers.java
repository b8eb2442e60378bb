package io.plumbline.sync;

import io.plumbline.sync.OperationQueries.Change;
import io.plumbline.sync.message.KnownKinds;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Finds the handler of an entity, gives it what is stored, and keeps what it decided about operations stored earlier.
 */
@ApplicationScoped
class Handlers {
    static final Comparator<SyncOperation> ORDER =
            Comparator.comparing(SyncOperation::effectiveHlc).thenComparing(SyncOperation::id);

    private final Instance<OperationHandler> handlers;

    @Inject
    Handlers(Instance<OperationHandler> handlers) {
        this.handlers = handlers;
    }

    /** What the features of this server understand. */
    KnownKinds knownKinds() {
        Map<String, Set<String>> kinds = new HashMap<>();
        handlers.forEach(handler -> kinds.put(handler.entity(), handler.kinds()));
        return entity -> kinds.getOrDefault(entity, Set.of());
    }

    /**
     * Lets the entity's handler decide, and writes what it decided about operations stored earlier.
     *
     * @param fresh new operations by entity id, sorted; an entity with none is only looked at again
     * @param also a parked operation that is to be tried again, or null
     * @return outcomes of the fresh operations
     */
    Map<UUID, OperationOutcome> handle(
            Handle handle,
            UUID organisationId,
            Instant now,
            String entity,
            Map<UUID, List<SyncOperation>> fresh,
            String xid,
            @Nullable Instant forcedBefore,
            @Nullable UUID also) {
        Map<UUID, List<SyncOperation>> held =
                OperationQueries.held(handle, organisationId, fresh.keySet(), knownKinds(), also);
        List<EntityOperations> groups = new ArrayList<>(fresh.size());
        Map<UUID, SyncOperation> earlier = new HashMap<>();
        fresh.forEach((id, operations) -> {
            List<SyncOperation> known = held.getOrDefault(id, List.of());
            known.forEach(operation -> earlier.put(operation.id(), operation));
            groups.add(new EntityOperations(id, known, operations));
        });
        Map<UUID, OperationOutcome> outcomes = handlerOf(entity)
                .handle(groups, new PushContext(organisationId, now, forcedBefore))
                .outcomes();
        List<Change> changes = new ArrayList<>();
        outcomes.forEach((id, outcome) -> {
            SyncOperation operation = earlier.get(id);
            if (operation != null) {
                changes.add(new Change(
                        id, operation.actorId(), outcome, outcome.receipt(id, operation.effectiveHlc(), xid)));
            }
        });
        publish(handle, organisationId, now, changes);
        return outcomes;
    }

    /** The author's devices get the new receipt as a row. */
    private static void publish(Handle handle, UUID organisationId, Instant now, List<Change> changes) {
        if (changes.isEmpty()) {
            return;
        }
        OperationQueries.update(handle, organisationId, now, changes);
        FeedRows.write(
                handle,
                organisationId,
                changes.stream()
                        .map(change -> RowChange.upsert(
                                RowChange.userScope(change.actorId()),
                                "receipt",
                                change.id(),
                                1,
                                StoredJson.text(change.receipt())))
                        .toList());
    }

    private OperationHandler handlerOf(String entity) {
        @Nullable OperationHandler found = null;
        for (OperationHandler handler : handlers) {
            if (handler.entity().equals(entity)) {
                found = handler;
            }
        }
        if (found == null) {
            throw new IllegalStateException("no handler for " + entity);
        }
        return found;
    }
}
