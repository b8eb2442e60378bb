package io.plumbline.sync.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.sync.device.Call;

/** What a device must know of a server that was set back. */
final class LossAudit {
    private final ServerModel server;

    LossAudit(ServerModel server) {
        this.server = server;
    }

    /** Notes what an answer told. What was heard by asking moves no lease, so it is not looked at below. */
    void heard(SimulatedDevice device, Call.Kind kind, JsonNode answer) {
        if (kind == Call.Kind.STATUS) {
            device.toldByPush.clear();
        } else if (kind == Call.Kind.PUSH) {
            answer.path("receipts")
                    .forEach(receipt ->
                            device.toldByPush.add(receipt.path("operation").asText()));
        }
    }

    /**
     * (15) Who shows a lease that a server takes was told by a push of nothing that this server lost, or asks for it.
     */
    void check(SimulatedDevice device) {
        if (device.heardOfRestores != server.restores()) {
            return;
        }
        for (JsonNode entry : Auditor.onDisk(device).values()) {
            String id = entry.path("operation").path("id").asText();
            boolean trusted = device.toldByPush.contains(id)
                    && entry.path("state").asText().equals("FINAL")
                    && !entry.path("check").asBoolean();
            Auditor.hold(
                    !trusted || server.state.operations.containsKey(id),
                    "(15) " + device + " takes for delivered what was lost: " + entry);
        }
    }
}
