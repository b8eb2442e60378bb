package io.plumbline.sync;

import io.plumbline.identity.CurrentAccount;
import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.time.Ids;
import io.plumbline.sync.PushTransaction.Applied;
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
import org.jdbi.v3.core.ConnectionException;
import org.jspecify.annotations.Nullable;

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

    /** Takes a push of the current account; a copy of the device is told apart by a {@link ForkedException}. */
    PushMessages.Answer push(PushEnvelope envelope) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        UUID batch = envelope.batch() == null ? Ids.next() : envelope.batch();
        Sender sender = new Sender(
                envelope.device(),
                envelope.incarnation(),
                account.id(),
                envelope.lease(),
                batch,
                envelope.operations().size(),
                now);
        List<PreparedOperation> operations = envelope.operations().stream()
                .map(pushed -> PreparedOperation.of(pushed, sender.accountId()))
                .toList();
        Applied applied = applied(sender, operations);
        return new PushMessages.Answer(applied.receipts(), applied.lease(), now, Hlc.of(now.toEpochMilli(), 0));
    }

    private Applied applied(Sender sender, List<PreparedOperation> operations) {
        try {
            return inTransaction(() -> transaction.apply(sender, operations));
        } catch (Problem | ForkedException refusal) {
            throw refusal;
        } catch (RuntimeException failure) {
            if (isTransient(failure)) {
                LOG.warnf(failure, "push of %d operations put off", operations.size());
                List<Receipt> later = operations.stream()
                        .map(operation -> retry(operation.id()))
                        .toList();
                return new Applied(later, sender.presented());
            }
            LOG.warnf(failure, "push of %d operations failed as a whole, trying its entities", operations.size());
            return byGroup(sender, operations);
        }
    }

    private Applied byGroup(Sender sender, List<PreparedOperation> operations) {
        Map<UUID, List<PreparedOperation>> groups = new LinkedHashMap<>();
        for (PreparedOperation operation : operations) {
            UUID key = operation.entityId() == null ? operation.id() : operation.entityId();
            groups.computeIfAbsent(key, id -> new ArrayList<>()).add(operation);
        }
        Map<PreparedOperation, Receipt> receipts = new HashMap<>();
        // The first transaction that succeeds passes the lease on, the others repeat the same batch and move it again.
        @Nullable String lease = sender.presented();
        for (List<PreparedOperation> group : groups.values()) {
            Applied some = group(sender, group);
            lease = some.isStored(sender) ? some.lease() : lease;
            for (int i = 0; i < group.size(); i++) {
                receipts.put(group.get(i), some.receipts().get(i));
            }
        }
        return new Applied(operations.stream().map(receipts::get).toList(), lease);
    }

    private Applied group(Sender sender, List<PreparedOperation> group) {
        if (group.size() > 1) {
            try {
                return inTransaction(() -> transaction.apply(sender, group));
            } catch (ForkedException refusal) {
                throw refusal;
            } catch (RuntimeException failure) {
                LOG.warnf(
                        failure,
                        "entity %s failed, trying its operations",
                        group.get(0).entityId());
            }
        }
        List<Receipt> receipts = new ArrayList<>();
        @Nullable String lease = sender.presented();
        for (PreparedOperation operation : group) {
            Applied one = single(sender, operation);
            lease = one.isStored(sender) ? one.lease() : lease;
            receipts.addAll(one.receipts());
        }
        return new Applied(receipts, lease);
    }

    private Applied single(Sender sender, PreparedOperation operation) {
        try {
            return inTransaction(() -> transaction.apply(sender, List.of(operation)));
        } catch (ForkedException refusal) {
            throw refusal;
        } catch (RuntimeException failure) {
            if (isTransient(failure)) {
                return new Applied(List.of(retry(operation.id())), sender.presented());
            }
            LOG.errorf(failure, "operation %s of kind %s is parked", operation.id(), operation.kind());
            return parked(
                    sender,
                    operation.refused(OperationOutcome.parked(
                            OperationCode.VALIDATION, "The server failed to apply it; the office was told.")));
        }
    }

    private Applied parked(Sender sender, PreparedOperation operation) {
        try {
            return inTransaction(() -> transaction.apply(sender, List.of(operation)));
        } catch (RuntimeException failure) {
            // Its own bytes are what the database refuses.
            return inTransaction(() -> transaction.apply(sender, List.of(operation.withUnstorableBody())));
        }
    }

    /** The operation was not stored; the device keeps it and sends it again. */
    static Receipt retry(UUID operation) {
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
            // No connection came free, or none could be made: the next attempt may find one.
            if (cause instanceof ConcurrentCopyException || cause instanceof ConnectionException) {
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
