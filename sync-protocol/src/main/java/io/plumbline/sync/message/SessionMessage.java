package io.plumbline.sync.message;

import io.plumbline.sync.clock.Hlc;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The messages of {@code POST /devices} and {@code POST /session}. */
public final class SessionMessage {
    /** The newest protocol version spoken here. */
    public static final int PROTOCOL = 1;

    private SessionMessage() {}

    /** The public half of a key of ECDSA on P-256, coordinates in base64url. */
    public record Key(String kty, String crv, String x, String y) {}

    /**
     * Asks for a device to be enrolled; at most 100 characters each.
     *
     * @param key what the device signs its sessions with, or null
     */
    public record Enrol(
            String name,
            String platform,
            String appVersion,
            @Nullable Key key) {}

    /** A new device. */
    public record Enrolled(UUID device, int incarnation, String lease) {}

    /** A number to sign, good once. */
    public record Nonce(String nonce, Instant expiresAt) {}

    /** Versions a device speaks. */
    public record Versions(int min, int max) {}

    /** The device's clock, evidence alone. */
    public record DeviceClock(Instant wall, @Nullable String zone) {}

    /**
     * Opens a session.
     *
     * @param incarnation of the device's database, from 1
     * @param lease the last lease the device got, or null
     * @param attempt the same when the same request is sent again because its answer did not come
     * @param acknowledged the highest sequence of the incarnation that the device has a receipt for; 0 for none
     */
    public record Request(
            UUID device,
            int incarnation,
            @Nullable String lease,
            @Nullable UUID attempt,
            long acknowledged,
            Versions protocol,
            @Nullable String appVersion,
            @Nullable DeviceClock clock) {}

    /**
     * What a device needs to go on.
     *
     * @param epoch id of the server's data set
     * @param incarnation the one to go on with
     * @param watermark the highest sequence handed over in the device's incarnation, 0 when there is none
     * @param scopes what a pull answers for
     * @param commands what the device is to do, in order
     */
    public record Response(
            int protocol,
            String epoch,
            int incarnation,
            String lease,
            Instant serverTime,
            Hlc hlc,
            long watermark,
            ProtocolLimits limits,
            List<String> scopes,
            List<String> commands) {
        public Response {
            scopes = List.copyOf(scopes);
            commands = List.copyOf(commands);
        }
    }

    /** The version to speak: the newest both know; null when there is none. */
    public static @Nullable Integer negotiate(Versions device) {
        return device.min() <= PROTOCOL && PROTOCOL <= device.max() ? PROTOCOL : null;
    }
}
