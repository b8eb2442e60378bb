package io.plumbline.sync.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * A file that a photo or signature declares.
 *
 * @param order of taking
 * @param operation the one that declares it
 * @param done whether the server said that it has and verified it
 * @param url of the upload under way, or null
 * @param doneAt server time, milliseconds since 1970
 * @param attempts uploads that the server refused
 */
record MediaEntry(
        String id,
        long order,
        String visit,
        String operation,
        String sha256,
        long size,
        String contentType,
        boolean signature,
        boolean done,
        @Nullable String url,
        long doneAt,
        int attempts) {
    static MediaEntry of(JsonNode json) {
        return new MediaEntry(
                json.path("id").asText(),
                json.path("order").asLong(),
                json.path("visit").asText(),
                json.path("operation").asText(),
                json.path("sha256").asText(),
                json.path("size").asLong(),
                json.path("contentType").asText(),
                json.path("signature").asBoolean(),
                json.path("done").asBoolean(),
                json.path("url").textValue(),
                json.path("doneAt").asLong(),
                json.path("attempts").asInt());
    }

    ObjectNode json() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("order", order)
                .put("visit", visit)
                .put("operation", operation)
                .put("sha256", sha256)
                .put("size", size)
                .put("contentType", contentType)
                .put("signature", signature)
                .put("done", done)
                .put("url", url)
                .put("doneAt", doneAt)
                .put("attempts", attempts);
    }

    MediaEntry uploadingTo(@Nullable String to) {
        return new MediaEntry(
                id, order, visit, operation, sha256, size, contentType, signature, done, to, doneAt, attempts);
    }

    MediaEntry refused() {
        return new MediaEntry(
                id, order, visit, operation, sha256, size, contentType, signature, done, null, doneAt, attempts + 1);
    }

    MediaEntry done(long at) {
        return new MediaEntry(
                id, order, visit, operation, sha256, size, contentType, signature, true, null, at, attempts);
    }

    /** To be asked for again. */
    MediaEntry waiting() {
        return new MediaEntry(id, order, visit, operation, sha256, size, contentType, signature, false, null, 0, 0);
    }
}
