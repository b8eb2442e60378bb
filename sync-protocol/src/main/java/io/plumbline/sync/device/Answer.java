package io.plumbline.sync.device;

import java.util.Map;
import java.util.Optional;

/**
 * What came back for a {@link Call}.
 *
 * @param status of HTTP
 * @param headers by name; looked up without regard to case
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Answer(int status, Map<String, String> headers, byte[] body) {
    private static final int FIRST_SUCCESS = 200;
    private static final int AFTER_SUCCESS = 300;

    public Answer {
        headers = Map.copyOf(headers);
    }

    /** Whether the status is one of success. */
    public boolean success() {
        return status >= FIRST_SUCCESS && status < AFTER_SUCCESS;
    }

    /** The header's value. */
    public Optional<String> header(String name) {
        return headers.entrySet().stream()
                .filter(each -> each.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
