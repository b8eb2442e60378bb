package io.plumbline.sync.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * From the outbox to the server. A batch is stored before it is sent; when its answer is lost the same batch goes again
 * and the server answers with the stored receipts. An operation is marked only in the unit that stores its receipt.
 */
final class PushExchange implements Exchange {
    /** Room for the envelope around the operations. */
    private static final int ENVELOPE_BYTES = 1024;

    private static final int RETRY_MS = 5_000;

    /** A server that says "at once" is not asked without a pause. */
    private static final int SOONEST_MS = 1_000;

    /** For a status that is not known, and for an operation that is too large by itself. */
    private static final int LATER_MS = 60_000;

    private static final int TOO_LARGE = 413;
    private static final int FIRST_CLIENT_ERROR = 400;
    private static final int FIRST_SERVER_ERROR = 500;
    private static final Set<Integer> NOT_ITS_FAULT = Set.of(401, 408, 429);

    private final Context context;
    private final Recovery recovery;
    private final Folding folding;

    PushExchange(Context context, Recovery recovery, Folding folding) {
        this.context = context;
        this.recovery = recovery;
        this.folding = folding;
    }

    @Override
    public Optional<Call> prepare(String account) {
        Local local = context.local();
        if (local.identity().isEmpty()
                || local.enrolling()
                || local.findText("attempt").isPresent()) {
            return Optional.empty();
        }
        if (local.inflight().isEmpty() && !makeBatch(local)) {
            return Optional.empty();
        }
        Local.Inflight inflight = local.inflight().orElseThrow();
        Identity identity = local.identity().orElseThrow();
        ObjectNode body = Context.object()
                .put("device", identity.device())
                .put("incarnation", identity.incarnation())
                .put("lease", identity.lease())
                .put("batch", inflight.batch());
        ArrayNode operations = body.putArray("operations");
        Map<String, OutboxEntry> entries = byId(local);
        for (String id : inflight.ids()) {
            OutboxEntry entry = entries.get(id);
            if (entry != null) {
                operations.add(entry.operation());
            }
        }
        byte[] bytes = Context.bytes(body);
        Map<String, String> headers = Map.of("Content-Type", "application/json", "Content-Digest", digest(bytes));
        return Optional.of(
                new Call(Call.Kind.PUSH, account, "POST", Context.SYNC + "/push", headers, bytes, inflight.batch()));
    }

    private static Map<String, OutboxEntry> byId(Local local) {
        Map<String, OutboxEntry> entries = new HashMap<>();
        local.outbox().forEach(entry -> entries.put(entry.id(), entry));
        return entries;
    }

    private static String digest(byte[] bytes) {
        try {
            byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(bytes);
            return "sha-256=:" + Base64.getEncoder().encodeToString(sha256) + ":";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private boolean makeBatch(Local local) {
        folding.foldAll(local);
        int most = Math.min(local.pushOperations(), context.schedule.batchMost);
        int room = local.pushBytes() - ENVELOPE_BYTES;
        List<OutboxEntry> taken = new ArrayList<>();
        Set<String> blocked = new HashSet<>();
        for (OutboxEntry entry : local.outbox()) {
            if (entry.state() == OutboxEntry.State.FINAL) {
                continue;
            }
            // A visit's operations keep their order: one that waits holds back those after it, and no other visit's.
            if (!context.schedule.mayGo(entry.id(), context.now())) {
                blocked.add(entry.visit());
            }
            if (blocked.contains(entry.visit())) {
                continue;
            }
            int size = Context.bytes(entry.operation()).length + 1;
            if (taken.size() >= most || (!taken.isEmpty() && size > room)) {
                break;
            }
            taken.add(entry);
            room -= size;
        }
        if (taken.isEmpty()) {
            return false;
        }
        taken.stream().map(OutboxEntry::sent).forEach(local::put);
        local.put(new Local.Inflight(
                context.environment.ids().get(),
                taken.stream().map(OutboxEntry::id).toList()));
        local.commit();
        return true;
    }

    @Override
    public Outcome answered(Call call, Answer answer) {
        if (!answer.success()) {
            return refused(answer);
        }
        Optional<JsonNode> body = Context.body(answer);
        if (body.isEmpty() || !body.get().path("receipts").isArray()) {
            return Outcome.FAILED;
        }
        store(body.get());
        return Outcome.DONE;
    }

    private Outcome refused(Answer answer) {
        if (recovery.handled(answer)) {
            return Outcome.DONE;
        }
        if (answer.status() == TOO_LARGE) {
            split();
            return Outcome.DONE;
        }
        boolean refused = answer.status() >= FIRST_CLIENT_ERROR
                && answer.status() < FIRST_SERVER_ERROR
                && !NOT_ITS_FAULT.contains(answer.status());
        if (refused) {
            // Nothing of it was stored and no lease rotated, so another batch may be made, and a session opened first.
            Local local = context.local();
            local.remove("inflight");
            local.commit();
        }
        return Outcome.FAILED;
    }

    /** Half as many the next time; one that is too large alone waits, and the others go on. */
    private void split() {
        Local local = context.local();
        List<String> ids = local.inflight().map(Local.Inflight::ids).orElse(List.of());
        if (ids.size() <= 1) {
            ids.forEach(id -> context.schedule.putOff(id, context.now() + LATER_MS));
        } else {
            context.schedule.batchMost = ids.size() / 2;
        }
        local.remove("inflight");
        local.commit();
    }

    private void store(JsonNode body) {
        Local local = context.local();
        Identity identity =
                local.identity().orElseThrow().withLease(body.path("lease").asText());
        long receivedAt = Context.millis(body.path("serverTime")).orElse(0L);
        Map<String, OutboxEntry> entries = byId(local);
        boolean progress = false;
        Set<String> untold =
                new LinkedHashSet<>(local.inflight().map(Local.Inflight::ids).orElse(List.of()));
        context.receive(local, body.path("hlc"));
        for (JsonNode receipt : body.path("receipts")) {
            OutboxEntry entry = entries.get(receipt.path("operation").asText());
            if (entry == null) {
                continue;
            }
            context.receive(local, receipt.path("effectiveHlc"));
            local.put(receipted(entry, receipt, receivedAt));
            if (context.rules.isDurable(receipt)) {
                progress = true;
                identity = entry.incarnation() == identity.incarnation()
                        ? identity.withAcknowledged(entry.sequence())
                        : identity;
                untold.remove(entry.id());
            } else if (!receipt.path("status").asText().equals("skipped")) {
                context.schedule.putOff(entry.id(), context.now() + wait(receipt));
                untold.remove(entry.id());
            }
        }
        if (!progress) {
            // A server that skips, or leaves receipts out, must make headway, or it is asked again later.
            untold.forEach(id -> context.schedule.putOff(id, context.now() + RETRY_MS));
        }
        local.put(identity);
        local.remove("inflight");
        local.commit();
        context.schedule.batchMost = Integer.MAX_VALUE;
    }

    private static long wait(JsonNode receipt) {
        return receipt.path("status").asText().equals("retry")
                ? Math.max(SOONEST_MS, receipt.path("afterMs").asLong(RETRY_MS))
                : LATER_MS;
    }

    private OutboxEntry receipted(OutboxEntry entry, JsonNode receipt, long receivedAt) {
        return context.rules.isDurable(receipt) ? entry.received(receipt, receivedAt) : entry.answered(receipt);
    }
}
