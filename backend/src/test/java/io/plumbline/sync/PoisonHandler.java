package io.plumbline.sync;

import io.plumbline.sync.message.OperationCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * An entity whose operation "boom" makes its handler fail. "wait" and "trap" are held at first; looked at again, "wait"
 * is applied and "trap" makes the handler fail.
 */
@ApplicationScoped
class PoisonHandler implements OperationHandler {
    @Override
    public String entity() {
        return "poison";
    }

    @Override
    public Set<String> kinds() {
        return Set.of("fine", "boom", "wait", "trap");
    }

    @Override
    public HandlerResult handle(List<EntityOperations> groups, PushContext context) {
        Map<UUID, OperationOutcome> outcomes = new HashMap<>();
        for (EntityOperations group : groups) {
            for (SyncOperation operation : group.fresh()) {
                if (operation.kind().equals("boom")) {
                    throw new IllegalStateException("boom");
                }
                boolean waits =
                        operation.kind().equals("wait") || operation.kind().equals("trap");
                outcomes.put(
                        operation.id(),
                        waits
                                ? OperationOutcome.held(OperationCode.DEPENDENCY_MISSING, "Later.", List.of())
                                : OperationOutcome.applied());
            }
            for (SyncOperation operation : group.held()) {
                if (operation.kind().equals("trap")) {
                    throw new IllegalStateException("trap");
                }
                outcomes.put(operation.id(), OperationOutcome.applied());
            }
        }
        return new HandlerResult(outcomes);
    }
}
