package io.plumbline.sync.device;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.List;

/**
 * What a device does when it learns that its past is not the server's: another copy of it went on, or the server was
 * restored.
 *
 * <p>Both look alike. A restored server has an old lease and calls the device forked, as it would a copy. So after
 * every such message the device does what is right in both cases: it takes new sequences for what is not acknowledged,
 * asks for everything acknowledged that it still keeps, and only then lets rows of the server's present replace the
 * old ones.
 */
final class Recovery {
    private final Context context;

    Recovery(Context context) {
        this.context = context;
    }

    /** A new incarnation: what is not durable gets new sequences from 1 in its order, ids stay. */
    void adopt(Local local, Identity known, int incarnation, String lease) {
        long sequence = 0;
        List<OutboxEntry> waiting = local.outbox().stream()
                .filter(entry -> entry.state() != OutboxEntry.State.FINAL)
                .sorted(Comparator.comparing(OutboxEntry::order))
                .toList();
        for (OutboxEntry entry : waiting) {
            sequence++;
            local.put(entry.renumbered(incarnation, context.rules.renumbered(entry.operation(), sequence)));
        }
        local.put(new Identity(known.device(), incarnation, lease, sequence, 0));
        local.remove("inflight");
        local.remove("attempt");
        checkKept(local);
        context.schedule.sessionUntil = 0;
    }

    /** The server does not know this device at all. */
    void enrolAgain(Local local) {
        local.enrolling(true);
        local.remove("inflight");
        local.remove("attempt");
    }

    /** The server has less than it acknowledged: what is above the watermark is offered again, the rest asked for. */
    void resend(Local local, Identity identity, long watermark) {
        for (OutboxEntry entry : local.outbox()) {
            if (entry.state() == OutboxEntry.State.FINAL
                    && entry.incarnation() == identity.incarnation()
                    && entry.sequence() > watermark) {
                local.put(entry.lost());
            }
        }
        local.put(new Identity(
                identity.device(), identity.incarnation(), identity.lease(), identity.sequence(), watermark));
        checkKept(local);
    }

    /** The server's history is another: no cursor means anything any more. */
    void startOver(Local local) {
        for (AccountState state : local.accounts()) {
            local.fills(state.account()).forEach(local::remove);
            local.put(state.forgotten());
        }
        local.nextNumber("generation");
        checkKept(local);
        context.schedule.sessionUntil = 0;
    }

    private void checkKept(Local local) {
        for (OutboxEntry entry : local.outbox()) {
            if (context.rules.isToBeChecked(entry)) {
                local.put(entry.toCheck());
            }
        }
        local.media().stream()
                .filter(context.rules::isToBeChecked)
                .map(MediaEntry::waiting)
                .forEach(local::put);
        context.schedule.askAgain();
    }

    /**
     * Takes what many answers may say: forked, not known, another history.
     *
     * @return whether it was one of these
     */
    boolean handled(Answer answer) {
        JsonNode problem = Context.body(answer).orElse(Context.object());
        Local local = context.local();
        switch (problem.path("code").asText()) {
            case "device-forked" -> {
                int incarnation = Context.parameter(problem, "incarnation").asInt();
                String lease = Context.parameter(problem, "lease").asText();
                if (incarnation < 1 || lease.isEmpty()) {
                    return false;
                }
                adopt(local, local.identity().orElseThrow(), incarnation, lease);
            }
            case "not-found" -> enrolAgain(local);
            case "epoch-changed", "cursor-diverged" -> startOver(local);
            default -> {
                return false;
            }
        }
        local.commit();
        return true;
    }
}
