package io.plumbline.sync.conformance.tablets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.sync.device.Answer;
import io.plumbline.sync.http.HttpConnection;
import io.plumbline.sync.http.SignIns;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Somebody at a desk, who asks again while the server is away. */
final class Office {
    static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int FIRST_SERVER_ERROR = 500;
    private static final int TOO_MANY = 429;

    private final HttpConnection connection;
    private final SignIns signIns;
    private final String account;

    /** Signs in. */
    Office(URI server, String name, String password) {
        connection = new HttpConnection(server, LIMIT);
        signIns = new SignIns(connection);
        account = patiently(() -> signIns.signIn(name, password), "signing in as " + name)
                .path("id")
                .asText();
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** Reads, however often it takes. */
    JsonNode get(String path) {
        return json(patiently(() -> send("GET", path, new byte[0]), path), path);
    }

    /** A file, however often it takes. */
    byte[] file(String path) {
        Answer answer = patiently(() -> send("GET", path, new byte[0]), path);
        return answer.success() ? answer.body() : new byte[0];
    }

    /** Changes something. When no answer comes it is done again, so it may be done twice. */
    JsonNode post(String path, JsonNode body) {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        return json(patiently(() -> send("POST", path, bytes), path), path);
    }

    private Optional<Answer> send(String method, String path, byte[] body) {
        Map<String, String> headers = new HashMap<>();
        if (body.length > 0) {
            headers.put("Content-Type", "application/json");
        }
        Optional<String> token = signIns.find(account);
        if (token.isEmpty()) {
            return Optional.empty();
        }
        headers.put("Authorization", "Bearer " + token.get());
        return connection
                .send(method, path, headers, body)
                .filter(answer -> answer.status() < FIRST_SERVER_ERROR && answer.status() != TOO_MANY);
    }

    private static JsonNode json(Answer answer, String path) {
        try {
            if (!answer.success()) {
                throw new UnusableException(path + " was answered " + answer.status() + ": "
                        + new String(answer.body(), StandardCharsets.UTF_8));
            }
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UnusableException(path + " was not answered with JSON: " + e.getMessage());
        }
    }

    /** An attempt at something that may have no answer. */
    @FunctionalInterface
    interface Attempt<T> {
        Optional<T> now();
    }

    static <T> T patiently(Attempt<T> attempt, String what) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < until && !Thread.currentThread().isInterrupted()) {
            Optional<T> found = attempt.now();
            if (found.isPresent()) {
                return found.get();
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        throw new UnusableException("The server did not answer for " + PATIENCE.toMinutes() + " minutes: " + what);
    }
}
