package io.plumbline.sync;

import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import io.plumbline.platform.tenancy.CurrentOrganisation;
import io.plumbline.sync.OperationQueries.Waiting;
import io.plumbline.sync.message.Need;
import io.plumbline.sync.message.Operation;
import io.plumbline.sync.message.OperationParser;
import io.plumbline.sync.message.ProtocolLimits;
import io.plumbline.sync.message.PushedOperation;
import io.plumbline.sync.message.Receipt;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Releases held operations by asking their handlers again. */
@ApplicationScoped
class HandlerHeldOperations implements HeldOperations {
    private final Jdbi jdbi;
    private final CurrentOrganisation organisation;
    private final Handlers handlers;
    private final Clock clock;

    @Inject
    HandlerHeldOperations(Jdbi jdbi, CurrentOrganisation organisation, Handlers handlers, Clock clock) {
        this.jdbi = jdbi;
        this.organisation = organisation;
        this.handlers = handlers;
        this.clock = clock;
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public void release(Need need) {
        jdbi.useHandle(handle -> {
            Map<String, List<UUID>> waiting =
                    OperationQueries.waitingFor(handle, organisation.requireId(), need).stream()
                            .collect(Collectors.groupingBy(
                                    Waiting::entity,
                                    TreeMap::new,
                                    Collectors.mapping(Waiting::entityId, Collectors.toList())));
            again(handle, waiting, null, null);
        });
    }

    /** Entities with operations that have been held since before that, oldest first. */
    @Transactional(Transactional.TxType.MANDATORY)
    List<Waiting> heldSince(Instant since, int limit) {
        return jdbi.withHandle(handle -> OperationQueries.heldSince(handle, organisation.requireId(), since, limit));
    }

    /**
     * Looks at the held operations of one entity again.
     *
     * @param forcedBefore those received before that go on without what they wait for; null for none
     */
    @Transactional(Transactional.TxType.MANDATORY)
    void lookAgain(Waiting waiting, @Nullable Instant forcedBefore) {
        jdbi.useHandle(
                handle -> again(handle, Map.of(waiting.entity(), List.of(waiting.entityId())), forcedBefore, null));
    }

    /**
     * Tries a parked operation again, as if it were held: the office did away with what was in its way, and vouches for
     * its author.
     *
     * @return its receipt now
     * @throws Problem {@code not-found} unless it is parked, {@code state-conflict} while this server cannot read it
     */
    @Transactional(Transactional.TxType.MANDATORY)
    Receipt reapply(UUID operation) {
        UUID organisationId = organisation.requireId();
        return jdbi.withHandle(handle -> {
            String body = OperationQueries.parkedBody(handle, organisationId, operation)
                    .orElseThrow(() -> Problem.notFound("parked operation", operation));
            PushedOperation parsed = OperationParser.parse(
                    StoredJson.tree(body), ProtocolLimits.V1.operationBytes(), handlers.knownKinds());
            Operation readable = parsed.operation()
                    .orElseThrow(() -> Problem.of(
                            ProblemType.STATE_CONFLICT,
                            "The operation cannot be read: "
                                    + parsed.refusal().orElseThrow().detail()));
            again(handle, Map.of(readable.entity(), List.of(readable.entityId())), null, operation);
            return StoredJson.receipt(OperationQueries.receipt(handle, organisationId, operation));
        });
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public void reconsider(String entity, Collection<UUID> entityIds) {
        jdbi.useHandle(handle -> again(handle, Map.of(entity, List.copyOf(entityIds)), null, null));
    }

    private void again(
            Handle handle, Map<String, List<UUID>> entities, @Nullable Instant forcedBefore, @Nullable UUID also) {
        List<UUID> all = entities.values().stream().flatMap(List::stream).toList();
        if (all.isEmpty()) {
            return;
        }
        UUID organisationId = organisation.requireId();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        String xid = OperationQueries.lock(handle, organisationId, all);
        entities.forEach((entity, ids) -> {
            Map<UUID, List<SyncOperation>> none =
                    ids.stream().distinct().collect(Collectors.toMap(id -> id, id -> List.of()));
            handlers.handle(handle, organisationId, now, entity, none, xid, forcedBefore, also);
        });
    }
}
