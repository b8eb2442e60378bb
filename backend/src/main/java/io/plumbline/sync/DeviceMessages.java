package io.plumbline.sync;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.plumbline.sync.clock.Hlc;
import io.plumbline.sync.message.ProtocolLimits;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Bodies of {@code POST /devices} and {@code POST /session}. Fields that are not known here are ignored: these come
 * before device and server agree on a version.
 */
final class DeviceMessages {
    /** @param key what the device signs its sessions with, or null */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Enrolment(
            @Nullable String name,
            @Nullable String platform,
            @Nullable String appVersion,
            @Nullable DeviceKey key) {}

    record Enrolled(UUID device, int incarnation, String lease) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Versions(int min, int max) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record DeviceClock(@Nullable String wall, @Nullable String zone) {}

    /**
     * @param attempt the same when the same request is sent again because its answer did not come
     * @param acknowledged the highest sequence of the incarnation that the device has a receipt for; 0 for none
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record SessionRequest(
            @Nullable UUID device,
            int incarnation,
            @Nullable String lease,
            @Nullable UUID attempt,
            long acknowledged,
            @Nullable Versions protocol,
            @Nullable String appVersion,
            @Nullable DeviceClock clock) {}

    /**
     * @param epoch names the server's set of data
     * @param watermark the highest sequence stored of this device and incarnation; 0 for none
     */
    record Session(
            int protocol,
            String epoch,
            int incarnation,
            String lease,
            Instant serverTime,
            Hlc hlc,
            long watermark,
            ProtocolLimits limits,
            List<String> scopes,
            List<String> commands) {}

    private DeviceMessages() {}
}
