package io.plumbline.sync.simulation;

import io.plumbline.sync.simulation.ServerState.Assignment;
import io.plumbline.sync.simulation.ServerState.Stored;
import java.util.List;

/** Visits that are over leave the tablets of their people after a while; whatever changes one later brings it back. */
final class FinishedVisits {
    private final ServerModel server;

    FinishedVisits(ServerModel server) {
        this.server = server;
    }

    void putAway(long xid, Assignment assignment) {
        server.journal.count(Event.PUT_AWAY);
        server.work.leave(xid, assignment);
        for (Stored stored : withReceiptRows(assignment.visit())) {
            server.feed.gone(xid, scope(stored), "receipt", stored.id(), "left");
        }
        server.state.away.add(assignment.visit());
    }

    void bringBack(long xid, String visit) {
        if (server.state.away.remove(visit)) {
            server.journal.count(Event.BROUGHT_BACK);
            for (Stored stored : withReceiptRows(visit)) {
                server.feed.upsert(xid, scope(stored), "receipt", stored.id(), stored.receipt());
            }
        }
    }

    private List<Stored> withReceiptRows(String visit) {
        return server.state.operations.values().stream()
                .filter(each -> each.operation() != null
                        && each.operation().entityId().toString().equals(visit)
                        && server.state.revs.containsKey("receipt/" + each.id()))
                .toList();
    }

    private static String scope(Stored stored) {
        return "user:" + stored.operation().actor();
    }
}
