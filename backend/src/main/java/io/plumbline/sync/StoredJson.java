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
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.plumbline.sync.message.Receipt;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** JSON between the wire and the database. Numbers keep the digits they came with. */
final class StoredJson {
    static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private StoredJson() {}

    static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("it can be written", e);
        }
    }

    static JsonNode tree(String stored) {
        try {
            return MAPPER.readTree(stored);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what is stored is JSON", e);
        }
    }

    static Receipt receipt(String stored) {
        return read(stored, Receipt.class);
    }

    static <T> T read(String stored, Class<T> type) {
        try {
            return MAPPER.readValue(stored, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what is stored is a " + type.getSimpleName(), e);
        }
    }

    /** What PostgreSQL cannot hold as text (half a surrogate pair) is kept as bytes. */
    static String storable(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text) ? text : wrapped(text);
    }

    static String wrapped(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_16BE);
        ObjectNode wrapper = JsonNodeFactory.instance.objectNode();
        wrapper.put("encoding", "base64 of UTF-16BE");
        wrapper.put("raw", Base64.getEncoder().encodeToString(bytes));
        return text(wrapper);
    }
}
