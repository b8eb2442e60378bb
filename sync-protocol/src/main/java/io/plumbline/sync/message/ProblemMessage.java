package io.plumbline.sync.message;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A problem (RFC 9457). Who gets one decides by the code.
 *
 * @param members what the code brings with it, each a member of its own on the wire
 * @param errors located errors
 */
public record ProblemMessage(
        String type,
        String title,
        int status,
        @Nullable String detail,
        @Nullable String instance,
        String code,
        @JsonAnyGetter @JsonAnySetter Map<String, JsonNode> members,
        @Nullable List<Located> errors) {
    /** An error and where it is: a JSON pointer, or the name of a parameter. */
    public record Located(String pointer, String code, String detail) {}
}
