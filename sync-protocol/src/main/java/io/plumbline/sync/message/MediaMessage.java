package io.plumbline.sync.message;

import java.util.List;

/** The messages of {@code POST /media/query}. */
public final class MediaMessage {
    private MediaMessage() {}

    /** Asks for files by SHA-256, {@link ProtocolLimits#QUERY_IDS} at most. */
    public record Query(List<String> sha256) {
        public Query {
            sha256 = List.copyOf(sha256);
        }
    }

    /** Which of them are here, verified and the caller's to know of. */
    public record Answer(List<String> present, List<String> missing) {
        public Answer {
            present = List.copyOf(present);
            missing = List.copyOf(missing);
        }
    }
}
