package io.plumbline.sync.simulation;

import io.plumbline.sync.merge.VisitDocument;
import io.plumbline.sync.simulation.ServerState.Assignment;
import io.plumbline.sync.simulation.ServerState.Stored;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/** What holds of the server when every fault is over and everything was handed over. */
final class AuditAtRest {
    private final ServerModel server;

    AuditAtRest(ServerModel server) {
        this.server = server;
    }

    void check(Collection<SimulatedDevice> devices) {
        checkOffice();
        checkHeld();
        checkFiles(devices);
    }

    /** (21) Everything held, parked or in conflict is in the office's list. */
    private void checkOffice() {
        Set<String> expected = new TreeSet<>();
        for (Stored stored : server.state.operations.values()) {
            if (!stored.inEffect()) {
                expected.add(stored.id());
            }
        }
        server.state.visits.values().forEach(visit -> visit.openConflicts()
                .keySet()
                .forEach(conflict -> expected.add(conflict.toString())));
        Auditor.hold(server.state.office.equals(expected), "(21) the office's list is another");
    }

    /** (21) Nothing is held for what is there. */
    private void checkHeld() {
        for (Stored stored : server.state.operations.values()) {
            if (!stored.status().equals("held") || stored.operation() == null) {
                continue;
            }
            Assignment assignment =
                    server.state.assignmentOf(stored.operation().entityId().toString());
            VisitDocument visit = server.work.document(assignment);
            boolean waits = !server.state.checklists.containsKey(assignment.checklist())
                    || visit.started() == null
                    || visit.photos().shown().stream()
                            .anyMatch(photo -> !server.state.blobs.containsKey(
                                    photo.photo().sha256()));
            Auditor.hold(waits, "(21) held for nothing: " + stored.receipt());
        }
    }

    /** (16) Files that a device still had are with the server, whole. */
    private void checkFiles(Collection<SimulatedDevice> devices) {
        Set<String> kept = new HashSet<>();
        devices.forEach(device -> device.storage()
                .table("media")
                .values()
                .forEach(entry -> kept.add(entry.path("sha256").asText())));
        for (VisitDocument visit : server.state.visits.values()) {
            visit.photos().shown().forEach(photo -> {
                String sha256 = photo.photo().sha256();
                Auditor.hold(
                        !kept.contains(sha256) || server.state.blobs.containsKey(sha256),
                        "(16) a file is missing: " + sha256);
            });
        }
    }
}
