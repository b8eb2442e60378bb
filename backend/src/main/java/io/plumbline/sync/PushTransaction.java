package io.plumbline.sync;

import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.tenancy.CurrentOrganisation;
import io.plumbline.sync.OperationQueries.Row;
import io.plumbline.sync.OperationQueries.Stored;
import io.plumbline.sync.clock.EffectiveHlc;
import io.plumbline.sync.clock.Hlc;
import io.plumbline.sync.message.OperationCode;
import io.plumbline.sync.message.Receipt;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * One transaction of a push: device, locks, what is already stored, handlers, operations with their receipts. The
 * number of statements does not grow with the operations.
 *
 * <p>The entities are locked before anything is looked up, so of two pushes with the same operation the second waits,
 * then finds the receipt of the first. An operation is written once, with its receipt, after its effect and in the same
 * transaction; that its id was not taken meanwhile through another entity is checked by the insert.
 */
@ApplicationScoped
class PushTransaction {
    /** Who sends, from where, when. */
    record Sender(UUID deviceId, int incarnation, UUID accountId, String lease, Instant now) {}

    /** The same id arrived at the same moment through another entity: the whole push is tried again. */
    static final class ConcurrentCopyException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final Jdbi jdbi;
    private final CurrentOrganisation organisation;
    private final Handlers handlers;

    @Inject
    PushTransaction(Jdbi jdbi, CurrentOrganisation organisation, Handlers handlers) {
        this.jdbi = jdbi;
        this.organisation = organisation;
        this.handlers = handlers;
    }

    /**
     * Must be called inside a transaction.
     *
     * @return a receipt for each operation, in their order
     */
    List<Receipt> apply(Sender sender, List<PreparedOperation> operations) {
        return jdbi.withHandle(handle -> new Run(handle, sender).apply(operations));
    }

    /** Stores an operation that made its handler fail, without its effect. Must be called inside a transaction. */
    Receipt park(Sender sender, PreparedOperation operation, OperationOutcome outcome) {
        return apply(sender, List.of(operation.refused(outcome))).get(0);
    }

    private final class Run {
        private final Handle handle;
        private final Sender sender;
        private final UUID organisationId = organisation.requireId();
        private final Map<UUID, EffectiveHlc> clocks = new HashMap<>();
        private final Map<UUID, Receipt> receipts = new HashMap<>();

        Run(Handle handle, Sender sender) {
            this.handle = handle;
            this.sender = sender;
        }

        List<Receipt> apply(List<PreparedOperation> operations) {
            if (!DeviceQueries.renewLease(
                    handle, organisationId, sender.deviceId(), sender.lease(), null, sender.now())) {
                throw Problem.notFound("device", sender.deviceId());
            }
            String xid = OperationQueries.lock(handle, organisationId, entityIds(operations));
            Map<UUID, Stored> stored = OperationQueries.byIds(
                    handle,
                    organisationId,
                    operations.stream().map(PreparedOperation::id).toList());
            Map<UUID, PreparedOperation> fresh = new LinkedHashMap<>();
            List<PreparedOperation> otherContent = new ArrayList<>();
            for (PreparedOperation operation : operations) {
                Stored known = stored.get(operation.id());
                PreparedOperation twin = fresh.get(operation.id());
                if (known != null
                        ? !operation.sameContent(known.contentHash())
                        : twin != null && !operation.sameContent(twin.pushed().contentHash())) {
                    otherContent.add(operation);
                } else if (known == null) {
                    fresh.putIfAbsent(operation.id(), operation);
                }
            }
            settleClocks(fresh.values().stream().toList());
            Map<UUID, OperationOutcome> outcomes =
                    decide(permitted(fresh.values().stream().toList()), xid);
            store(fresh, outcomes, xid);
            OperationQueries.insertRejectedCopies(
                    handle, organisationId, sender.deviceId(), sender.now(), otherContent);
            return answers(operations, stored, otherContent);
        }

        private Set<UUID> entityIds(List<PreparedOperation> operations) {
            Set<UUID> ids = new TreeSet<>();
            for (PreparedOperation operation : operations) {
                if (operation.entityId() != null) {
                    ids.add(operation.entityId());
                }
            }
            return ids;
        }

        private void settleClocks(List<PreparedOperation> fresh) {
            boolean allBelievable =
                    fresh.stream().allMatch(operation -> EffectiveClock.believable(operation.hlc(), sender.now()));
            Hlc previous = allBelievable
                    ? Hlc.ZERO
                    : OperationQueries.lastEffectiveHlc(
                            handle, organisationId, sender.deviceId(), sender.incarnation());
            EffectiveClock clock = new EffectiveClock(sender.now(), previous);
            fresh.forEach(operation -> clocks.put(operation.id(), clock.of(operation.hlc())));
        }

        /** A device may hand over what others wrote only if they signed in on it. */
        private List<PreparedOperation> permitted(List<PreparedOperation> fresh) {
            Set<UUID> others = new HashSet<>();
            fresh.forEach(operation -> others.add(operation.actorId()));
            others.remove(sender.accountId());
            if (others.isEmpty()) {
                return fresh;
            }
            Set<UUID> known = DeviceQueries.accounts(handle, organisationId, sender.deviceId(), others);
            return fresh.stream()
                    .map(operation ->
                            operation.actorId().equals(sender.accountId()) || known.contains(operation.actorId())
                                    ? operation
                                    : operation.refused(OperationOutcome.parked(
                                            OperationCode.NOT_PERMITTED,
                                            "The author never signed in on this device.",
                                            "/actor")))
                    .toList();
        }

        private Map<UUID, OperationOutcome> decide(List<PreparedOperation> fresh, String xid) {
            Map<UUID, OperationOutcome> outcomes = new HashMap<>();
            Map<String, Map<UUID, List<SyncOperation>>> byEntity = new LinkedHashMap<>();
            for (PreparedOperation operation : fresh) {
                if (operation.refusal() != null) {
                    outcomes.put(operation.id(), operation.refusal());
                } else {
                    byEntity.computeIfAbsent(operation.entity(), entity -> new LinkedHashMap<>())
                            .computeIfAbsent(Objects.requireNonNull(operation.entityId()), id -> new ArrayList<>())
                            .add(toHandle(operation));
                }
            }
            byEntity.forEach((entity, groups) -> {
                groups.values().forEach(list -> list.sort(Handlers.ORDER));
                Map<UUID, OperationOutcome> decided =
                        handlers.handle(handle, organisationId, sender.now(), entity, groups, xid);
                outcomes.putAll(decided);
            });
            return outcomes;
        }

        private SyncOperation toHandle(PreparedOperation operation) {
            EffectiveHlc clock = Objects.requireNonNull(clocks.get(operation.id()));
            return new SyncOperation(
                    operation.pushed().operation().orElseThrow(),
                    sender.deviceId(),
                    clock.effective(),
                    clock.suspect(),
                    operation.deviceAt(),
                    sender.now(),
                    null);
        }

        private void store(Map<UUID, PreparedOperation> fresh, Map<UUID, OperationOutcome> outcomes, String xid) {
            List<Row> rows = new ArrayList<>(fresh.size());
            for (PreparedOperation operation : fresh.values()) {
                EffectiveHlc clock = Objects.requireNonNull(clocks.get(operation.id()));
                OperationOutcome outcome = remarked(Objects.requireNonNull(outcomes.get(operation.id())), clock);
                Receipt receipt = outcome.receipt(operation.id(), clock.effective(), xid);
                receipts.put(operation.id(), receipt);
                rows.add(new Row(operation, clock, outcome, receipt));
            }
            rows.sort(Comparator.comparing(row -> row.operation().id()));
            int written = OperationQueries.insert(
                    handle,
                    organisationId,
                    sender.deviceId(),
                    sender.incarnation(),
                    sender.accountId(),
                    sender.now(),
                    rows);
            if (written != rows.size()) {
                throw new ConcurrentCopyException();
            }
        }

        private OperationOutcome remarked(OperationOutcome outcome, EffectiveHlc clock) {
            return clock.suspect() && outcome.code() == null
                    ? outcome.withCode(
                            OperationCode.CLOCK_SUSPECT, "The device's clock is far ahead; the server's was used.")
                    : outcome;
        }

        private List<Receipt> answers(
                List<PreparedOperation> operations, Map<UUID, Stored> stored, List<PreparedOperation> otherContent) {
            Set<UUID> answered = new HashSet<>();
            List<Receipt> answers = new ArrayList<>(operations.size());
            for (PreparedOperation operation : operations) {
                Stored known = stored.get(operation.id());
                @Nullable Receipt fresh = receipts.get(operation.id());
                if (otherContent.contains(operation)) {
                    OperationOutcome reused = OperationOutcome.parked(
                            OperationCode.OPERATION_ID_REUSED,
                            "An operation with this id and other content is stored.",
                            "/id");
                    answers.add(reused.receipt(operation.id(), operation.hlc(), "0"));
                } else if (known != null) {
                    answers.add(known.receipt().asDuplicate());
                } else {
                    Receipt receipt = Objects.requireNonNull(fresh);
                    answers.add(answered.add(operation.id()) ? receipt : receipt.asDuplicate());
                }
            }
            return answers;
        }
    }
}
