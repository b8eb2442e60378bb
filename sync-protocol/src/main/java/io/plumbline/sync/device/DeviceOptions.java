package io.plumbline.sync.device;

import java.time.Duration;

/**
 * What a device is told about itself.
 *
 * @param name shown to the office
 * @param platform such as {@code android}
 * @param session how long a session counts before another is opened
 * @param pull how long a pull counts
 * @param verify how often digests are compared
 * @param keep how long acknowledged operations and files stay, for a server that lost them
 * @param pageRows rows asked for in a page
 * @param storedRows rows of a snapshot stored at once
 * @param chunkBytes bytes of a file sent at once
 */
public record DeviceOptions(
        String name,
        String platform,
        String appVersion,
        Duration session,
        Duration pull,
        Duration verify,
        Duration keep,
        int pageRows,
        int storedRows,
        int chunkBytes) {
    /** As a tablet has it. */
    public static DeviceOptions of(String name, String platform, String appVersion) {
        return new DeviceOptions(
                name,
                platform,
                appVersion,
                Duration.ofMinutes(15),
                Duration.ofMinutes(1),
                Duration.ofHours(6),
                Duration.ofDays(14),
                1000,
                200,
                512 * 1024);
    }
}
