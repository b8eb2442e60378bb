package io.plumbline.sync;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;

/**
 * What a device says over HTTP, for a caller inside the server that acts in the name of an account: the same enrolment,
 * session and push, without the envelope's bytes.
 */
@ApplicationScoped
public class ServerSideDevices {
    private static final String VERSION = "server";

    private final DeviceService devices;
    private final PushService push;

    @Inject
    ServerSideDevices(DeviceService devices, PushService push) {
        this.devices = devices;
        this.push = push;
    }

    /** Enrols a device for the current account. */
    public UUID enrol(String name) {
        return devices.enrol(new DeviceMessages.Enrolment(name, VERSION, VERSION))
                .device();
    }

    /** Signs the current account in on a device that somebody else enrolled. */
    public void open(UUID device) {
        devices.open(
                new DeviceMessages.SessionRequest(device, 1, null, new DeviceMessages.Versions(1, 1), VERSION, null));
    }

    /**
     * Pushes at most 500 operations.
     *
     * @return the status of each, in order, as on the wire
     */
    public List<String> push(UUID device, List<? extends JsonNode> operations) {
        return push.push(new PushMessages.Envelope(device, 1, List.copyOf(operations))).receipts().stream()
                .map(Receipt::status)
                .toList();
    }
}
