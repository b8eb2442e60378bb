package io.plumbline.sync;

import io.plumbline.identity.CurrentAccount;
import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import io.plumbline.sync.message.ProtocolLimits;
import io.plumbline.sync.message.Receipt;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** Gives stored receipts again. */
@ApplicationScoped
class ReceiptService {
    private final Jdbi jdbi;
    private final CurrentAccount account;

    @Inject
    ReceiptService(Jdbi jdbi, CurrentAccount account) {
        this.jdbi = jdbi;
        this.account = account;
    }

    @Transactional
    PushMessages.StatusAnswer status(PushMessages.StatusRequest request) {
        List<UUID> ids = request.ids();
        if (ids == null || ids.size() > ProtocolLimits.QUERY_IDS) {
            throw Problem.of(ProblemType.BAD_ENVELOPE, "ids has at most " + ProtocolLimits.QUERY_IDS + " operations.");
        }
        Map<UUID, Receipt> receipts = jdbi.withHandle(
                handle -> OperationQueries.receipts(handle, account.organisationId(), account.id(), ids));
        return new PushMessages.StatusAnswer(
                ids.stream()
                        .distinct()
                        .filter(receipts::containsKey)
                        .map(receipts::get)
                        .toList(),
                ids.stream().distinct().filter(id -> !receipts.containsKey(id)).toList());
    }
}
