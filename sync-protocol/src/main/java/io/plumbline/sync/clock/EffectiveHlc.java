package io.plumbline.sync.clock;

import java.time.Duration;

/**
 * The time of an operation that merging uses. Computed once, by the server, when the operation arrives first, so that a
 * tablet in the year 2035 cannot win every conflict until then.
 *
 * @param effective the time to merge with
 * @param suspect whether the device's clock was too far ahead and its time was not taken
 */
public record EffectiveHlc(Hlc effective, boolean suspect) {
    /** How far ahead of the server a device may be. */
    public static final Duration TOLERANCE = Duration.ofMinutes(5);

    /**
     * The received time where its milliseconds are at most {@link #TOLERANCE} ahead of the server's, else the later of
     * the server's time and the one after the previous effective time of this device.
     *
     * @param received what the device wrote
     * @param previous the last effective time of the device's incarnation, {@link Hlc#ZERO} when there is none
     * @param server the server's time at receipt
     */
    public static EffectiveHlc of(Hlc received, Hlc previous, Hlc server) {
        if (received.millis() - server.millis() <= TOLERANCE.toMillis()) {
            return new EffectiveHlc(received, false);
        }
        return new EffectiveHlc(Hlc.max(previous.next(), server), true);
    }
}
