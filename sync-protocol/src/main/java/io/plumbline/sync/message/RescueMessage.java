package io.plumbline.sync.message;

import java.util.UUID;

/** The answer of {@code POST /rescue}, whose request may be anything. */
public final class RescueMessage {
    private RescueMessage() {}

    /** What was kept, so that the device can compare. */
    public record Response(UUID rescue, long bytes, String sha256) {}
}
