package io.plumbline.sync.message;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.sync.clock.Hlc;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads one operation leniently: whatever a device calls an operation is one, and what is wrong with it parks it. One
 * bad operation must not keep the others of its push from the server, today and at every further attempt.
 */
public final class OperationParser {
    private static final Pattern UUID_TEXT =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern INSTANT_TEXT =
            Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?Z");
    private static final int NEWEST_SCHEMA = 1;

    private OperationParser() {}

    /**
     * Reads an operation that was received or stored. One without a valid id gets an id from its content, so that a
     * replay is recognised, and is parked; one without a valid sequence has the sequence 0 and is parked.
     *
     * @param most the longest canonical JSON that is not parked, in bytes of UTF-8
     */
    public static PushedOperation parse(JsonNode body, int most) {
        return parse(body, most, KnownKinds.VISITS);
    }

    /**
     * The same for a receiver that knows other entities and kinds.
     *
     * @param most the longest canonical JSON that is not parked, in bytes of UTF-8
     */
    public static PushedOperation parse(JsonNode body, int most, KnownKinds known) {
        String canonical = CanonicalJson.write(body, Set.of("sequence"));
        String hash = CanonicalJson.sha256(canonical);
        Optional<UUID> named = findUuid(body.path("id"));
        UUID id = named.orElseGet(() -> HashIds.fromSha256(hash));
        long sequence =
                isSequence(body.path("sequence")) ? body.path("sequence").longValue() : 0;
        Refusal refusal = refusal(body, known);
        if (refusal == null && canonical.getBytes(StandardCharsets.UTF_8).length > most) {
            refusal = new Refusal(OperationCode.VALIDATION, "", "operationBytes is " + most);
        }
        if (refusal != null) {
            return new PushedOperation(
                    id, named.isPresent(), sequence, body, hash, Optional.empty(), Optional.of(refusal));
        }
        Operation operation = read(id, sequence, body);
        return new PushedOperation(id, true, sequence, body, hash, Optional.of(operation), Optional.empty());
    }

    /** The same with the limit of version 1. */
    public static PushedOperation parse(JsonNode body) {
        return parse(body, ProtocolLimits.V1.operationBytes());
    }

    /** A UUID in its lower-case text form. */
    public static Optional<UUID> findUuid(JsonNode node) {
        return node.isTextual() && UUID_TEXT.matcher(node.textValue()).matches()
                ? Optional.of(UUID.fromString(node.textValue()))
                : Optional.empty();
    }

    /** An instant in UTC with {@code Z}, to the nanosecond at most. */
    public static Optional<Instant> findInstant(JsonNode node) {
        if (!node.isTextual() || !INSTANT_TEXT.matcher(node.textValue()).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.parse(node.textValue()));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** A time in its wire form. */
    public static Optional<Hlc> findHlc(JsonNode node) {
        return node.isTextual() ? Hlc.find(node.textValue()) : Optional.empty();
    }

    static boolean isSequence(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToLong() && node.longValue() >= 1;
    }

    private static @Nullable Refusal refusal(JsonNode body, KnownKinds known) {
        if (!body.isObject()) {
            return invalid("", "an object");
        }
        if (findUuid(body.path("id")).isEmpty()) {
            return invalid("/id", "a UUID in lower case");
        }
        if (!isSequence(body.path("sequence"))) {
            return invalid("/sequence", "a whole number from 1");
        }
        JsonNode schema = body.path("schema");
        if (!schema.isIntegralNumber() || !schema.canConvertToInt() || schema.intValue() < 1) {
            return invalid("/schema", "a whole number from 1");
        }
        if (schema.intValue() > NEWEST_SCHEMA) {
            return new Refusal(OperationCode.SCHEMA_TOO_NEW, "/schema", "understood up to " + NEWEST_SCHEMA);
        }
        Set<String> kinds =
                body.path("entity").isTextual() ? known.of(body.path("entity").textValue()) : Set.of();
        if (kinds.isEmpty()) {
            return new Refusal(OperationCode.UNKNOWN_ENTITY, "/entity", "this entity is not known");
        }
        if (!body.path("kind").isTextual() || !kinds.contains(body.path("kind").textValue())) {
            return new Refusal(OperationCode.UNKNOWN_KIND, "/kind", "this kind is not known");
        }
        if (findUuid(body.path("entityId")).isEmpty()) {
            return invalid("/entityId", "a UUID in lower case");
        }
        if (findHlc(body.path("hlc")).isEmpty()) {
            return invalid("/hlc", "16 lower-case hexadecimal digits");
        }
        if (findUuid(body.path("actor")).isEmpty()) {
            return invalid("/actor", "a UUID in lower case");
        }
        if (present(body.path("wall")) && findInstant(body.path("wall")).isEmpty()) {
            return invalid("/wall", "an instant such as 2026-11-22T10:42:00.123Z");
        }
        return known(body.path("known"));
    }

    private static @Nullable Refusal known(JsonNode known) {
        if (!present(known)) {
            return null;
        }
        if (!known.isObject()) {
            return invalid("/known", "an object of revisions");
        }
        for (Map.Entry<String, JsonNode> each : known.properties()) {
            if (!each.getValue().isIntegralNumber() || !each.getValue().canConvertToLong()) {
                return invalid("/known", "an object of whole numbers");
            }
        }
        return null;
    }

    private static Operation read(UUID id, long sequence, JsonNode body) {
        Map<String, Long> known = new HashMap<>();
        body.path("known")
                .properties()
                .forEach(each -> known.put(each.getKey(), each.getValue().longValue()));
        return new Operation(
                id,
                sequence,
                findHlc(body.path("hlc")).orElseThrow(),
                findUuid(body.path("actor")).orElseThrow(),
                known,
                body.path("entity").textValue(),
                findUuid(body.path("entityId")).orElseThrow(),
                body.path("kind").textValue(),
                body.path("schema").intValue(),
                findInstant(body.path("wall")).orElse(null),
                body);
    }

    private static boolean present(JsonNode node) {
        return !node.isMissingNode() && !node.isNull();
    }

    private static Refusal invalid(String pointer, String expected) {
        return new Refusal(OperationCode.VALIDATION, pointer, "expected: " + expected);
    }
}
