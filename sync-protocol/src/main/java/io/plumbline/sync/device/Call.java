package io.plumbline.sync.device;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that the device wants sent, as HTTP has it.
 *
 * @param kind what it is for
 * @param account whose access token goes with it
 * @param path with its query, from {@code /api}
 * @param body empty when there is none
 * @param subject what the answer is about: a scope, a photo; or null
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Call(
        Kind kind,
        String account,
        String method,
        String path,
        Map<String, String> headers,
        byte[] body,
        @Nullable String subject) {
    /** What a call is for. */
    public enum Kind {
        ENROL,
        NONCE,
        SESSION,
        PUSH,
        STATUS,
        PULL,
        SNAPSHOT,
        VERIFY,
        MEDIA_QUERY,
        MEDIA_CREATE,
        MEDIA_OFFSET,
        MEDIA_APPEND,
        WIPED,
        RESCUE
    }

    public Call {
        headers = Map.copyOf(headers);
    }
}
