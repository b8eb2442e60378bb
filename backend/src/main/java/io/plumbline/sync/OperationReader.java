package io.plumbline.sync;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one operation leniently: whatever it is, it can be stored; what is wrong with it is said. */
final class OperationReader {
    private static final Pattern UUID_TEXT =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final int SCHEMA = 1;
    private static final int MAX_NAME = 64;

    private final UUID sender;
    private final Map<String, Set<String>> kindsByEntity;
    private @Nullable OperationOutcome refusal;

    private OperationReader(UUID sender, Map<String, Set<String>> kindsByEntity) {
        this.sender = sender;
        this.kindsByEntity = kindsByEntity;
    }

    static PreparedOperation read(JsonNode body, UUID sender, Map<String, Set<String>> kindsByEntity) {
        return new OperationReader(sender, kindsByEntity).read(body);
    }

    private PreparedOperation read(JsonNode body) {
        String text = CanonicalJson.text(body);
        byte[] hash = CanonicalJson.contentHash(body);
        UUID id = uuid(body.path("id"));
        if (id == null) {
            refuse("validation", "An operation has an id, a UUID.", "/id");
        }
        long sequence = sequence(body.path("sequence"));
        UUID actor = uuid(body.path("actor"));
        if (actor == null) {
            refuse("validation", "actor is the account that wrote the operation.", "/actor");
        }
        UUID entityId = uuid(body.path("entityId"));
        if (entityId == null) {
            refuse("validation", "entityId is a UUID.", "/entityId");
        }
        OptionalLong hlc = HlcHex.parse(body.path("hlc").asText(""));
        if (hlc.isEmpty()) {
            refuse("validation", "hlc has 16 lower-case hexadecimal digits.", "/hlc");
        }
        String entity = body.path("entity").asText("");
        String kind = body.path("kind").asText("");
        readKind(entity, kind, body.path("schema"));
        if (text.getBytes(StandardCharsets.UTF_8).length > SyncLimits.OPERATION_BYTES) {
            refuse("validation", "An operation has at most " + SyncLimits.OPERATION_BYTES + " bytes.", null);
        }
        return new PreparedOperation(
                id == null ? derivedId(hash) : id,
                id != null,
                sequence,
                actor == null ? sender : actor,
                name(entity),
                entityId,
                name(kind),
                hlc.isPresent() ? hlc.getAsLong() : null,
                instant(body.path("wall")),
                body,
                text,
                hash,
                refusal);
    }

    private void readKind(String entity, String kind, JsonNode schema) {
        Set<String> kinds = kindsByEntity.get(entity);
        if (kinds == null) {
            refuse("unknown-entity", "This server does not know that entity.", "/entity");
        } else if (!kinds.contains(kind)) {
            refuse("unknown-kind", "This server does not know that kind.", "/kind");
        } else if (!schema.isInt()) {
            refuse("validation", "schema is a whole number.", "/schema");
        } else if (schema.intValue() > SCHEMA) {
            refuse("schema-too-new", "This server knows schema " + SCHEMA + " of that kind.", "/schema");
        }
    }

    private long sequence(JsonNode node) {
        if (node.isIntegralNumber() && node.canConvertToLong() && node.longValue() >= 1) {
            return node.longValue();
        }
        refuse("validation", "sequence is a whole number from 1.", "/sequence");
        return 0;
    }

    /** The first thing wrong is the one reported. */
    private void refuse(String code, String detail, @Nullable String pointer) {
        if (refusal == null) {
            refusal = OperationOutcome.parked(code, detail, pointer);
        }
    }

    private static @Nullable UUID uuid(JsonNode node) {
        boolean readable =
                node.isTextual() && UUID_TEXT.matcher(node.textValue()).matches();
        return readable ? UUID.fromString(node.textValue()) : null;
    }

    private static @Nullable Instant instant(JsonNode node) {
        if (!node.isTextual()) {
            return null;
        }
        try {
            Instant instant = Instant.parse(node.textValue());
            // What a timestamptz can hold with room to spare; a clock outside is no evidence of anything.
            long year = instant.getEpochSecond() / 31_556_952L + 1970;
            return year > 1900 && year < 9999 ? instant : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static String name(String text) {
        String printable = text.codePoints()
                .filter(c -> c > ' ' && c < 0x7f)
                .limit(MAX_NAME)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return printable.isEmpty() ? "?" : printable;
    }

    private static UUID derivedId(byte[] hash) {
        ByteBuffer bytes = ByteBuffer.wrap(hash);
        long high = (bytes.getLong() & ~0xf000L) | 0x8000L;
        long low = (bytes.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
