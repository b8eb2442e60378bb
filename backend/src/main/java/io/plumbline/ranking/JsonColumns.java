package io.plumbline.ranking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** JSON columns to and from trees and records. */
@ApplicationScoped
class JsonColumns {
    private final ObjectMapper mapper;

    @Inject
    JsonColumns(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    JsonNode read(String text) {
        return read(text, JsonNode.class);
    }

    <T> T read(String text, Class<T> type) {
        try {
            return mapper.readValue(text, type);
        } catch (JsonProcessingException damaged) {
            throw new IllegalStateException("the database holds JSON that is no " + type.getSimpleName(), damaged);
        }
    }

    String write(Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
