package io.plumbline.sync.merge;

import io.plumbline.sync.message.CanonicalJson;
import io.plumbline.sync.message.HashIds;
import java.util.List;
import java.util.UUID;

/**
 * Different values of one field that were written without knowledge of each other.
 *
 * @param id the same wherever and whenever it is computed from the same heads
 * @param visit the visit
 * @param field {@code answers/<item>}, {@code notes/<item>} or {@code notes/_visit}
 * @param heads all heads, by operation id
 * @param winner the operation whose value stands meanwhile
 */
public record Conflict(UUID id, String visit, String field, List<Head> heads, String winner) {
    public Conflict {
        heads = List.copyOf(heads);
    }

    static Conflict of(String visit, String field, Register register) {
        List<String> ops = register.heads().stream().map(Head::op).toList();
        return new Conflict(
                id(visit, field, ops),
                visit,
                field,
                register.heads(),
                register.winner().orElseThrow().op());
    }

    /**
     * The first 16 bytes of SHA-256 over visit, field and the sorted ids of the heads, each but the last followed by a
     * line feed, as a UUID of version 8 (RFC 9562).
     */
    public static UUID id(String visit, String field, List<String> heads) {
        String text = visit + "\n" + field + "\n"
                + String.join("\n", heads.stream().sorted().toList());
        return HashIds.fromSha256(CanonicalJson.sha256(text));
    }
}
