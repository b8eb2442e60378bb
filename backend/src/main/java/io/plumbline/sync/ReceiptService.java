package io.plumbline.sync;

import io.plumbline.identity.CurrentAccount;
import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import io.plumbline.sync.LeaseQueries.Taken;
import io.plumbline.sync.LeaseQueries.Turn;
import io.plumbline.sync.message.ProtocolLimits;
import io.plumbline.sync.message.Receipt;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Gives stored receipts again. */
@ApplicationScoped
class ReceiptService {
    private final Jdbi jdbi;
    private final CurrentAccount account;
    private final Clock clock;

    @Inject
    ReceiptService(Jdbi jdbi, CurrentAccount account, Clock clock) {
        this.jdbi = jdbi;
        this.account = account;
        this.clock = clock;
    }

    /**
     * The receipts that are there. The lease of a device that asks moves in the same transaction, so that a server set
     * back to before it does not take the device for one that it told nothing.
     *
     * @throws ForkedException when the device is another copy than the one that has its lease
     */
    @Transactional
    PushMessages.StatusAnswer status(PushMessages.StatusRequest request) {
        List<UUID> ids = request.ids();
        if (ids == null || ids.size() > ProtocolLimits.QUERY_IDS) {
            throw Problem.of(ProblemType.BAD_ENVELOPE, "ids has at most " + ProtocolLimits.QUERY_IDS + " operations.");
        }
        requireLease(request);
        return jdbi.withHandle(handle -> {
            String lease = turn(handle, request);
            Map<UUID, Receipt> receipts =
                    OperationQueries.receipts(handle, account.organisationId(), account.id(), ids);
            return new PushMessages.StatusAnswer(
                    ids.stream()
                            .distinct()
                            .filter(receipts::containsKey)
                            .map(receipts::get)
                            .toList(),
                    ids.stream()
                            .distinct()
                            .filter(id -> !receipts.containsKey(id))
                            .toList(),
                    lease);
        });
    }

    /** A device that is told something and has no lease to show for it would be taken for another copy. */
    private static void requireLease(PushMessages.StatusRequest request) {
        Problem problem =
                Problem.of(ProblemType.BAD_ENVELOPE, "A device that asks shows its lease, or no device is named.");
        boolean device = request.device() != null;
        Map<String, Boolean> given = new LinkedHashMap<>();
        given.put("/incarnation", request.incarnation() != null);
        given.put("/lease", request.lease() != null);
        given.put("/attempt", request.attempt() != null);
        given.forEach((pointer, there) -> {
            if (there != device) {
                problem.error(pointer, device ? "missing" : "unknown", device ? "is missing" : "without a device");
            }
        });
        if (given.containsValue(!device)) {
            throw problem;
        }
    }

    /** The next lease. A question that is repeated reads anew, and so it gets another. */
    private @Nullable String turn(Handle handle, PushMessages.StatusRequest request) {
        UUID device = request.device();
        if (device == null) {
            return null;
        }
        int incarnation = Objects.requireNonNull(request.incarnation());
        UUID attempt = Objects.requireNonNull(request.attempt());
        String next = Leases.next();
        UUID organisation = account.organisationId();
        Turn turn = new Turn(device, incarnation, request.lease(), attempt, next, 0);
        Taken taken = LeaseQueries.take(handle, organisation, turn, null, clock.instant())
                .orElseThrow(() -> Problem.notFound("device", device));
        if (taken.lease() == null) {
            throw new ForkedException();
        }
        if (!taken.lease().equals(next)) {
            LeaseQueries.leave(handle, organisation, device, incarnation, next, taken.leftOpen());
        }
        return next;
    }
}
