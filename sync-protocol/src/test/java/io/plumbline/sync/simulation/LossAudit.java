package io.plumbline.sync.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.sync.device.Call;

/** What a device must know of a server that was set back. */
final class LossAudit {
    private final ServerModel server;

    LossAudit(ServerModel server) {
        this.server = server;
    }

    /** Notes how the device came to know what it knows. */
    void heard(SimulatedDevice device, Call.Kind kind, JsonNode answer) {
        for (JsonNode receipt : answer.path("receipts")) {
            String id = receipt.path("operation").asText();
            if (kind == Call.Kind.STATUS) {
                device.heardByAsking.add(id);
            } else if (kind == Call.Kind.PUSH) {
                device.heardByAsking.remove(id);
            }
        }
    }

    /**
     * (15) Who shows a lease that a server takes knows of nothing that this server lost, or asks for it. What was heard
     * by asking is left out: a gap of the protocol, see docs/testing.md.
     */
    void check(SimulatedDevice device) {
        if (device.heardOfRestores != server.restores()) {
            return;
        }
        for (JsonNode entry : Auditor.onDisk(device).values()) {
            String id = entry.path("operation").path("id").asText();
            boolean trusted = entry.path("state").asText().equals("FINAL")
                    && !entry.path("check").asBoolean()
                    && !device.heardByAsking.contains(id);
            Auditor.hold(
                    !trusted || server.state.operations.containsKey(id),
                    "(15) " + device + " takes for delivered what was lost: " + entry);
        }
    }
}
