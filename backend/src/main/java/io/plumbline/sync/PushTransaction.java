package io.plumbline.sync;

import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.tenancy.CurrentOrganisation;
import io.plumbline.sync.LeaseQueries.Taken;
import io.plumbline.sync.LeaseQueries.Turn;
import io.plumbline.sync.OperationQueries.Row;
import io.plumbline.sync.OperationQueries.Stored;
import io.plumbline.sync.clock.EffectiveHlc;
import io.plumbline.sync.clock.Hlc;
import io.plumbline.sync.message.OperationCode;
import io.plumbline.sync.message.Receipt;
import io.plumbline.sync.message.ReceiptStatus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
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
    /**
     * Who sends, from where, when.
     *
     * @param presented the lease the device has
     * @param batch the same when the device sends the same again
     * @param size how many operations the batch has
     */
    record Sender(
            UUID deviceId,
            int incarnation,
            UUID accountId,
            @Nullable String presented,
            UUID batch,
            int size,
            Instant now) {}

    /**
     * What came of operations.
     *
     * @param receipts one for each operation, in their order
     * @param lease the device's lease now
     */
    record Applied(List<Receipt> receipts, @Nullable String lease) {
        /** Whether a transaction of the push succeeded: it passed the lease on. */
        boolean isStored(Sender sender) {
            return lease != null && !lease.equals(sender.presented());
        }
    }

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
     * @throws ForkedException when the device is another copy than the one that has its lease
     */
    Applied apply(Sender sender, List<PreparedOperation> operations) {
        return jdbi.withHandle(handle -> new Run(handle, sender).apply(operations));
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

        Applied apply(List<PreparedOperation> operations) {
            String next = Leases.next();
            Taken taken = takeLease(operations, next);
            String xid = OperationQueries.lock(handle, organisationId, entityIds(operations));
            Map<UUID, Stored> stored =
                    OperationQueries.known(handle, organisationId, sender.deviceId(), sender.incarnation(), operations);
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
            Set<UUID> signedIn = signedIn(fresh.values());
            putOffOthersWork(fresh, signedIn);
            settleClocks(fresh.values().stream().toList());
            Map<UUID, OperationOutcome> outcomes =
                    decide(permitted(fresh.values().stream().toList(), signedIn), xid);
            store(fresh, outcomes, xid);
            OperationQueries.insertRejectedCopies(
                    handle, organisationId, sender.deviceId(), sender.now(), otherContent);
            List<Receipt> answers = answers(operations, stored, otherContent);
            return new Applied(answers, leaseAfter(taken, next, answers));
        }

        /**
         * Whoever repeats a batch of which something was put off may now be told that it is stored. If its lease stayed
         * the same, a server set back to the moment between the two would look to the device like one that has it all.
         */
        private String leaseAfter(Taken taken, String next, List<Receipt> answers) {
            String lease = Objects.requireNonNull(taken.lease());
            boolean open = answers.size() < sender.size()
                    || answers.stream().anyMatch(receipt -> !receipt.status().durable());
            if (taken.leftOpen() || open) {
                String moved = taken.leftOpen() ? next : lease;
                LeaseQueries.leave(handle, organisationId, sender.deviceId(), sender.incarnation(), moved, open);
                return moved;
            }
            return lease;
        }

        private Taken takeLease(List<PreparedOperation> operations, String next) {
            Map<Long, UUID> sequences = new HashMap<>();
            for (PreparedOperation operation : operations) {
                UUID other = sequences.putIfAbsent(operation.pushed().sequence(), operation.id());
                if (operation.pushed().sequence() > 0 && other != null && !other.equals(operation.id())) {
                    throw new ForkedException();
                }
            }
            long highest =
                    sequences.keySet().stream().mapToLong(each -> each).max().orElse(0);
            Turn turn = new Turn(
                    sender.deviceId(), sender.incarnation(), sender.presented(), sender.batch(), next, highest);
            Taken taken = LeaseQueries.take(handle, organisationId, turn, null, sender.now())
                    .orElseThrow(() -> Problem.notFound("device", sender.deviceId()));
            if (taken.lease() == null) {
                throw new ForkedException();
            }
            return taken;
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

        /** Those of the authors and the sender who signed in on the device; not asked when the sender wrote it all. */
        private Set<UUID> signedIn(Collection<PreparedOperation> fresh) {
            Set<UUID> people = new HashSet<>();
            fresh.forEach(operation -> people.add(operation.actorId()));
            people.add(sender.accountId());
            return people.size() == 1
                    ? people
                    : DeviceQueries.accounts(handle, organisationId, sender.deviceId(), people);
        }

        /**
         * What others wrote is taken from somebody who opened a session on the device, which is signed: a device's id
         * is no secret, and whoever knows it could write in the name of its people. A tablet opens its session first.
         */
        private void putOffOthersWork(Map<UUID, PreparedOperation> fresh, Set<UUID> signedIn) {
            if (signedIn.contains(sender.accountId())) {
                return;
            }
            fresh.values().removeIf(operation -> {
                boolean others = !operation.actorId().equals(sender.accountId());
                if (others) {
                    receipts.put(operation.id(), PushService.retry(operation.id()));
                }
                return others;
            });
        }

        /** A device may hand over what others wrote only if they signed in on it. */
        private List<PreparedOperation> permitted(List<PreparedOperation> fresh, Set<UUID> signedIn) {
            return fresh.stream()
                    .map(operation ->
                            operation.actorId().equals(sender.accountId()) || signedIn.contains(operation.actorId())
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
                        handlers.handle(handle, organisationId, sender.now(), entity, groups, xid, null, null);
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
                    boolean again = !answered.add(operation.id()) && receipt.status() != ReceiptStatus.RETRY;
                    answers.add(again ? receipt.asDuplicate() : receipt);
                }
            }
            return answers;
        }
    }
}
