package io.plumbline.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.sync.clock.Hlc;
import io.plumbline.sync.message.OperationParser;
import io.plumbline.sync.message.PushedOperation;
import io.plumbline.sync.message.Refusal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An operation of a push before it meets the database. Whatever it is, it can be stored, so what a refused one has no
 * readable value for is made up.
 *
 * @param actorId who wrote it; the sender when that is unreadable
 * @param entity printable, cut to what a name may be
 * @param kind printable, cut to what a name may be
 * @param hlc as sent; the last time there is when unreadable, which no server believes
 * @param deviceAt the device's wall clock; null when unreadable or absurd
 * @param text the whole operation as JSON text, unknown fields included
 * @param refusal why it is parked without being handled, or null
 */
record PreparedOperation(
        PushedOperation pushed,
        UUID actorId,
        String entity,
        @Nullable UUID entityId,
        String kind,
        Hlc hlc,
        @Nullable Instant deviceAt,
        String text,
        @Nullable OperationOutcome refusal) {
    private static final int MAX_NAME = 64;
    /** What a timestamptz holds with room to spare; a clock outside is no evidence of anything. */
    private static final int FIRST_YEAR = 1900;

    private static final int LAST_YEAR = 9999;

    static PreparedOperation of(PushedOperation pushed, UUID sender) {
        JsonNode body = pushed.body();
        return new PreparedOperation(
                pushed,
                OperationParser.findUuid(body.path("actor")).orElse(sender),
                name(body.path("entity")),
                OperationParser.findUuid(body.path("entityId")).orElse(null),
                name(body.path("kind")),
                OperationParser.findHlc(body.path("hlc")).orElse(Hlc.MAX),
                OperationParser.findInstant(body.path("wall"))
                        .filter(PreparedOperation::plausible)
                        .orElse(null),
                StoredJson.storable(StoredJson.text(body)),
                pushed.refusal().map(PreparedOperation::outcome).orElse(null));
    }

    UUID id() {
        return pushed.id();
    }

    boolean sameContent(String otherHash) {
        return pushed.contentHash().equals(otherHash);
    }

    PreparedOperation refused(OperationOutcome outcome) {
        return new PreparedOperation(pushed, actorId, entity, entityId, kind, hlc, deviceAt, text, outcome);
    }

    /** The same with its bytes wrapped, when PostgreSQL cannot hold them as JSON. */
    PreparedOperation withUnstorableBody() {
        return new PreparedOperation(
                pushed, actorId, entity, entityId, kind, hlc, deviceAt, StoredJson.wrapped(text), refusal);
    }

    private static OperationOutcome outcome(Refusal refusal) {
        return OperationOutcome.parked(refusal.code(), refusal.detail(), refusal.pointer());
    }

    private static boolean plausible(Instant instant) {
        int year = instant.atOffset(ZoneOffset.UTC).getYear();
        return year > FIRST_YEAR && year < LAST_YEAR;
    }

    private static String name(JsonNode node) {
        String printable = node.asText("")
                .codePoints()
                .filter(c -> c > ' ' && c < 0x7f)
                .limit(MAX_NAME)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return printable.isEmpty() ? "?" : printable;
    }
}
