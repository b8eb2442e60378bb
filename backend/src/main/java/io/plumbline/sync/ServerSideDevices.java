package io.plumbline.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.sync.message.OperationParser;
import io.plumbline.sync.message.ProtocolLimits;
import io.plumbline.sync.message.PushEnvelope;
import io.plumbline.sync.message.PushedOperation;
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
    private final Handlers handlers;

    @Inject
    ServerSideDevices(DeviceService devices, PushService push, Handlers handlers) {
        this.devices = devices;
        this.push = push;
        this.handlers = handlers;
    }

    /** Enrols a device for the current account. */
    public UUID enrol(String name) {
        return devices.enrol(new DeviceMessages.Enrolment(name, VERSION, VERSION, null))
                .device();
    }

    /** Signs the current account in on a device that somebody else enrolled. */
    public void open(UUID device) {
        devices.open(new DeviceMessages.SessionRequest(
                device, 1, devices.lease(device, 1), null, 0, new DeviceMessages.Versions(1, 1), VERSION, null));
    }

    /**
     * Pushes at most 500 operations.
     *
     * @return the status of each, in order, as on the wire
     */
    public List<String> push(UUID device, List<? extends JsonNode> operations) {
        List<PushedOperation> pushed = operations.stream()
                .map(body -> OperationParser.parse(body, ProtocolLimits.V1.operationBytes(), handlers.knownKinds()))
                .toList();
        return push.push(new PushEnvelope(device, 1, devices.lease(device, 1), null, pushed)).receipts().stream()
                .map(receipt -> receipt.status().wire())
                .toList();
    }
}
