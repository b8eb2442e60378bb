package io.plumbline.sync;

import io.plumbline.identity.CurrentAccount;
import io.plumbline.platform.problem.Problem;
import io.plumbline.sync.PushTransaction.ConcurrentCopyException;
import io.plumbline.sync.PushTransaction.Sender;
import io.plumbline.sync.clock.Hlc;
import io.plumbline.sync.message.OperationCode;
import io.plumbline.sync.message.PushEnvelope;
import io.plumbline.sync.message.Receipt;
import io.plumbline.sync.message.ReceiptStatus;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Takes a push. Normally one transaction does all of it. If that fails, the entities are tried one by one, and of an
 * entity that fails the operations, so that a poison operation is parked and delays nothing else.
 */
@ApplicationScoped
class PushService {
    private static final Logger LOG = Logger.getLogger(PushService.class);
    private static final int ATTEMPTS = 3;
    private static final long RETRY_AFTER_MS = 2_000;
    /** Serialization, deadlock, lock timeout, connection, resources, operator: worth another try. */
    private static final Set<String> TRANSIENT_STATES = Set.of("40001", "40P01", "55P03");

    private static final Set<String> TRANSIENT_CLASSES = Set.of("08", "53", "57", "58");

    private final PushTransaction transaction;
    private final CurrentAccount account;
    private final Clock clock;

    @Inject
    PushService(PushTransaction transaction, CurrentAccount account, Clock clock) {
        this.transaction = transaction;
        this.account = account;
        this.clock = clock;
    }

    /** Takes a push of the current account. */
    PushMessages.Answer push(PushEnvelope envelope) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Sender sender = new Sender(envelope.device(), envelope.incarnation(), account.id(), Leases.next(), now);
        List<PreparedOperation> operations = envelope.operations().stream()
                .map(pushed -> PreparedOperation.of(pushed, sender.accountId()))
                .toList();
        return new PushMessages.Answer(
                receipts(sender, operations), sender.lease(), now, Hlc.of(now.toEpochMilli(), 0));
    }

    private List<Receipt> receipts(Sender sender, List<PreparedOperation> operations) {
        try {
            return inTransaction(() -> transaction.apply(sender, operations));
        } catch (Problem problem) {
            throw problem;
        } catch (RuntimeException failure) {
            if (isTransient(failure)) {
                LOG.warnf(failure, "push of %d operations put off", operations.size());
                return operations.stream()
                        .map(operation -> retry(operation.id()))
                        .toList();
            }
            LOG.warnf(failure, "push of %d operations failed as a whole, trying its entities", operations.size());
            return byGroup(sender, operations);
        }
    }

    private List<Receipt> byGroup(Sender sender, List<PreparedOperation> operations) {
        Map<UUID, List<PreparedOperation>> groups = new LinkedHashMap<>();
        for (PreparedOperation operation : operations) {
            UUID key = operation.entityId() == null ? operation.id() : operation.entityId();
            groups.computeIfAbsent(key, id -> new ArrayList<>()).add(operation);
        }
        Map<PreparedOperation, Receipt> receipts = new HashMap<>();
        groups.values().forEach(group -> {
            List<Receipt> some = group(sender, group);
            for (int i = 0; i < group.size(); i++) {
                receipts.put(group.get(i), some.get(i));
            }
        });
        return operations.stream().map(receipts::get).toList();
    }

    private List<Receipt> group(Sender sender, List<PreparedOperation> group) {
        if (group.size() > 1) {
            try {
                return inTransaction(() -> transaction.apply(sender, group));
            } catch (RuntimeException failure) {
                LOG.warnf(
                        failure,
                        "entity %s failed, trying its operations",
                        group.get(0).entityId());
            }
        }
        return group.stream().map(operation -> single(sender, operation)).toList();
    }

    private Receipt single(Sender sender, PreparedOperation operation) {
        try {
            return inTransaction(
                    () -> transaction.apply(sender, List.of(operation)).get(0));
        } catch (RuntimeException failure) {
            if (isTransient(failure)) {
                return retry(operation.id());
            }
            LOG.errorf(failure, "operation %s of kind %s is parked", operation.id(), operation.kind());
            OperationOutcome outcome = OperationOutcome.parked(
                    OperationCode.VALIDATION, "The server failed to apply it; the office was told.");
            return parked(sender, operation, outcome);
        }
    }

    private Receipt parked(Sender sender, PreparedOperation operation, OperationOutcome outcome) {
        try {
            return inTransaction(() -> transaction.park(sender, operation, outcome));
        } catch (RuntimeException failure) {
            // Its own bytes are what the database refuses.
            return inTransaction(() -> transaction.park(sender, operation.withUnstorableBody(), outcome));
        }
    }

    /** The operation was not stored; the device keeps it and sends it again. */
    private static Receipt retry(UUID operation) {
        return new Receipt(
                operation,
                ReceiptStatus.RETRY,
                null,
                null,
                null,
                List.of(),
                List.of(),
                List.of(),
                null,
                null,
                RETRY_AFTER_MS,
                null);
    }

    private static <T> T inTransaction(Supplier<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return QuarkusTransaction.requiringNew().call(work::get);
            } catch (RuntimeException failure) {
                if (attempt == ATTEMPTS || !isTransient(failure)) {
                    throw failure;
                }
            }
        }
    }

    private static boolean isTransient(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConcurrentCopyException) {
                return true;
            }
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                String state = sql.getSQLState();
                return TRANSIENT_STATES.contains(state) || TRANSIENT_CLASSES.contains(state.substring(0, 2));
            }
        }
        return false;
    }
}
