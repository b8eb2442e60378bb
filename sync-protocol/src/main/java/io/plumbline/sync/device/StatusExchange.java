package io.plumbline.sync.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.sync.message.ProtocolLimits;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks whether acknowledged operations are still there, and offers again what is not. The question shows the lease and
 * moves it like a session: what it tells is known by a lease that a server set back to before does not know. When its
 * answer is lost, the session that comes next shows the same attempt.
 */
final class StatusExchange implements Exchange {
    private final Context context;
    private final Recovery recovery;

    StatusExchange(Context context, Recovery recovery) {
        this.context = context;
        this.recovery = recovery;
    }

    @Override
    public Optional<Call> prepare(String account) {
        Local local = context.local();
        List<String> ids = local.outbox().stream()
                .filter(OutboxEntry::check)
                .map(OutboxEntry::id)
                .limit(ProtocolLimits.QUERY_IDS)
                .toList();
        Optional<Identity> identity = local.identity();
        if (ids.isEmpty() || identity.isEmpty()) {
            return Optional.empty();
        }
        String attempt = context.environment.ids().get();
        local.putText("attempt", attempt);
        local.commit();
        context.schedule.unansweredQuestion = true;
        ObjectNode body = Context.object()
                .put("device", identity.get().device())
                .put("incarnation", identity.get().incarnation())
                .put("lease", identity.get().lease())
                .put("attempt", attempt);
        ids.forEach(body.putArray("ids")::add);
        return Optional.of(Context.post(Call.Kind.STATUS, account, "/operations/status", body, null));
    }

    @Override
    public Outcome answered(Call call, Answer answer) {
        Optional<JsonNode> body = Context.body(answer);
        if (!answer.success()
                || body.isEmpty()
                || !body.get().path("receipts").isArray()
                || !body.get().path("lease").isTextual()) {
            return recovery.handled(answer) ? Outcome.DONE : Outcome.FAILED;
        }
        context.schedule.unansweredQuestion = false;
        Local local = context.local();
        local.put(local.identity()
                .orElseThrow()
                .withLease(body.get().path("lease").asText()));
        local.remove("attempt");
        Map<String, OutboxEntry> entries = new HashMap<>();
        local.outbox().stream().filter(OutboxEntry::check).forEach(entry -> entries.put(entry.id(), entry));
        boolean told = false;
        for (JsonNode receipt : body.get().path("receipts")) {
            OutboxEntry entry = entries.get(receipt.path("operation").asText());
            if (entry != null && context.rules.isDurable(receipt)) {
                local.put(entry.received(receipt, entry.receivedAt()));
                told = true;
            }
        }
        for (JsonNode unknown : body.get().path("unknown")) {
            OutboxEntry entry = entries.get(unknown.asText());
            if (entry != null) {
                offerAgain(local, entry.lost());
                told = true;
            }
        }
        local.commit();
        return told ? Outcome.DONE : Outcome.FAILED;
    }

    /** Unchanged in the incarnation it was written in; in another with a sequence of that one. */
    private void offerAgain(Local local, OutboxEntry entry) {
        Identity identity = local.identity().orElseThrow();
        if (entry.incarnation() == identity.incarnation()) {
            local.put(entry);
            return;
        }
        long sequence = identity.sequence() + 1;
        local.put(identity.withSequence(sequence));
        local.put(entry.renumbered(identity.incarnation(), context.rules.renumbered(entry.operation(), sequence)));
    }
}
