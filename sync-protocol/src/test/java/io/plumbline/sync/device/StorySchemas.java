package io.plumbline.sync.device;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.sync.Schemas;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** What goes to and fro in stories and simulations is as the schemas say. */
public final class StorySchemas {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FIRST_PROBLEM = 400;

    private static final Map<Call.Kind, String> REQUESTS = Map.of(
            Call.Kind.ENROL, "enrol-request",
            Call.Kind.NONCE, "empty",
            Call.Kind.SESSION, "session-request",
            Call.Kind.PUSH, "push-request",
            Call.Kind.STATUS, "status-request",
            Call.Kind.PULL, "pull-request",
            Call.Kind.VERIFY, "verify-request",
            Call.Kind.MEDIA_QUERY, "media-query-request",
            Call.Kind.WIPED, "empty");

    private static final Map<String, String> ANSWERS = Map.of(
            "enrol", "enrol-response",
            "nonce", "nonce-response",
            "session", "session-response",
            "push", "push-response",
            "status", "status-response",
            "pull", "pull-response",
            "verify", "verify-response",
            "media-query", "media-query-response");

    private StorySchemas() {}

    /** What a device sends. */
    public static void checkRequest(Call call) {
        String message = REQUESTS.get(call.kind());
        if (message != null) {
            try {
                check(message, JSON.readTree(call.body()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What a vector has the server answer; an odd answer is one that this version of the server never gives. */
    static void checkAnswer(String to, JsonNode answer) {
        if (answer.path("odd").asBoolean() || answer.path("lost").asBoolean()) {
            return;
        }
        if (answer.path("status").asInt() >= FIRST_PROBLEM) {
            if (answer.has("body")) {
                check("problem", answer.path("body"));
            }
        } else if (answer.has("lines")) {
            answer.path("lines")
                    .forEach(line -> check(
                            line.has("end") ? "snapshot-end" : line.has("entity") ? "row" : "snapshot-head", line));
        } else if (ANSWERS.containsKey(to)) {
            check(ANSWERS.get(to), answer.path("body"));
        }
    }

    private static void check(String message, JsonNode json) {
        assertThat(Schemas.errors(message, json)).as("%s: %s", message, json).isEmpty();
    }
}
