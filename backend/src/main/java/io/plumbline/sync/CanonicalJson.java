package io.plumbline.sync;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * JSON in one form whatever the order of its fields, so that the same content has the same hash. Numbers keep the
 * digits they came with.
 */
final class CanonicalJson {
    static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
            .disable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private CanonicalJson() {}

    static String text(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can be written", e);
        }
    }

    /** Without its sequence, which a device counts anew after it was restored: it is still the same operation. */
    static byte[] contentHash(JsonNode operation) {
        JsonNode content =
                operation instanceof ObjectNode object ? object.deepCopy().without("sequence") : operation;
        return sha256(text(content));
    }

    static byte[] sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** What PostgreSQL's jsonb cannot hold (NUL, half a surrogate pair, absurd exponents) is kept as bytes. */
    static String storable(String text) {
        boolean encodable = StandardCharsets.UTF_8.newEncoder().canEncode(text);
        return encodable && !text.contains("\\u0000") ? text : wrapped(text);
    }

    static String wrapped(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_16BE);
        ObjectNode wrapper = JsonNodeFactory.instance.objectNode();
        wrapper.put("encoding", "base64 of UTF-16BE");
        wrapper.put("raw", Base64.getEncoder().encodeToString(bytes));
        return text(wrapper);
    }
}
