package io.plumbline.sync.simulation;

import com.fasterxml.jackson.databind.JsonNode;

/** What a device must know of a server that was set back. */
final class LossAudit {
    private final ServerModel server;

    LossAudit(ServerModel server) {
        this.server = server;
    }

    /** (15) Who shows a lease that a server takes knows of nothing that this server lost, or asks for it. */
    void check(SimulatedDevice device) {
        if (device.heardOfRestores != server.restores()) {
            return;
        }
        for (JsonNode entry : Auditor.onDisk(device).values()) {
            String id = entry.path("operation").path("id").asText();
            boolean trusted = entry.path("state").asText().equals("FINAL")
                    && !entry.path("check").asBoolean();
            Auditor.hold(
                    !trusted || server.state.operations.containsKey(id),
                    "(15) " + device + " takes for delivered what was lost: " + entry);
        }
    }
}
