package io.plumbline.sync;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** An entity whose operation "boom" makes its handler fail. */
@ApplicationScoped
class PoisonHandler implements OperationHandler {
    @Override
    public String entity() {
        return "poison";
    }

    @Override
    public Set<String> kinds() {
        return Set.of("fine", "boom");
    }

    @Override
    public HandlerResult handle(List<EntityOperations> groups, PushContext context) {
        Map<UUID, OperationOutcome> outcomes = new HashMap<>();
        for (EntityOperations group : groups) {
            for (SyncOperation operation : group.fresh()) {
                if (operation.kind().equals("boom")) {
                    throw new IllegalStateException("boom");
                }
                outcomes.put(operation.id(), OperationOutcome.applied());
            }
        }
        return new HandlerResult(outcomes);
    }
}
