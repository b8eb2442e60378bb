package io.plumbline.sync;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The door for operations that do not come over HTTP: loaders of data. They are taken exactly as a device's are. */
@ApplicationScoped
public class OperationIntake {
    private final DeviceService devices;
    private final PushService push;

    @Inject
    OperationIntake(DeviceService devices, PushService push) {
        this.devices = devices;
        this.push = push;
    }

    /** What became of one operation; {@code status} as on the wire. */
    public record Taken(
            @Nullable UUID operation,
            String status,
            @Nullable String code,
            @Nullable String detail) {}

    /** Enrols a device for the account, outside any transaction or inside one. */
    public UUID enrol(UUID accountId, String name) {
        return devices.enrol(new DeviceMessages.Enrolment(name, "loader", null), accountId)
                .device();
    }

    /**
     * Takes operations as a push does, in transactions of its own; the organisation must be chosen. Operations may be
     * of several authors if each had the device enrolled.
     *
     * @param operations as on the wire, any number
     * @return in the same order
     */
    public List<Taken> push(UUID deviceId, UUID accountId, List<JsonNode> operations) {
        return push.push(new PushMessages.Envelope(deviceId, 1, operations), accountId).receipts().stream()
                .map(each -> new Taken(each.operation(), each.status(), each.code(), each.detail()))
                .toList();
    }
}
