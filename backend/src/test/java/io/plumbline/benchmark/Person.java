package io.plumbline.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPInputStream;

/** Somebody signed in. Renews the access token when it ran out, as every client does. Not for several threads. */
final class Person {
    static final ObjectMapper JSON = new ObjectMapper();

    private static final int UNAUTHORIZED = 401;
    private static final int UNAVAILABLE = 503;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final HttpClient http;
    private final URI base;
    private final String id;
    private String accessToken = "";
    private String refreshToken = "";
    private long received;

    private Person(HttpClient http, URI base, String signInName, String password) {
        this.http = http;
        this.base = base;
        JsonNode session =
                post("/api/auth/sign-in", object().put("signInName", signInName).put("password", password));
        keep(session);
        id = session.path("account").path("id").asText();
    }

    static Person signIn(HttpClient http, URI base, String signInName, String password) {
        return new Person(http, base, signInName, password);
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** The id of the account. */
    String id() {
        return id;
    }

    JsonNode get(String path) {
        return answer("GET", path, new byte[0], "");
    }

    /** The lines of an NDJSON answer. */
    List<JsonNode> getLines(String path) {
        try {
            return JSON.readerFor(JsonNode.class)
                    .<JsonNode>readValues(bodyOf("GET", path, new byte[0], ""))
                    .readAll();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Bytes of all answers so far, as they came over the wire. */
    long received() {
        return received;
    }

    JsonNode post(String path, JsonNode body) {
        return answer("POST", path, bytes(body), "");
    }

    /** @param digest what {@code Content-Digest} says */
    JsonNode push(byte[] body, String digest) {
        return answer("POST", "/api/sync/v1/push", body, digest);
    }

    static byte[] bytes(JsonNode body) {
        try {
            return JSON.writeValueAsBytes(body);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private JsonNode answer(String method, String path, byte[] body, String digest) {
        byte[] answer = bodyOf(method, path, body, digest);
        try {
            return answer.length == 0 ? JSON.missingNode() : JSON.readTree(answer);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** As a device does, it waits and tries again while the server says that it is too busy. */
    private byte[] bodyOf(String method, String path, byte[] body, String digest) {
        HttpResponse<byte[]> response = send(method, path, body, digest);
        while (response.statusCode() == UNAVAILABLE) {
            int seconds = Integer.parseInt(
                    response.headers().firstValue("Retry-After").orElseThrow());
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(TimeUnit.SECONDS.toNanos(seconds)));
            response = send(method, path, body, digest);
        }
        if (response.statusCode() == UNAUTHORIZED && !refreshToken.isEmpty()) {
            ObjectNode refresh = object().put("refreshToken", refreshToken);
            refreshToken = "";
            keep(answer("POST", "/api/auth/refresh", bytes(refresh), ""));
            response = send(method, path, body, digest);
        }
        byte[] answer = inflated(response);
        if (response.statusCode() >= 300) {
            throw new IllegalStateException(method + " " + path + " was answered " + response.statusCode() + ": "
                    + new String(answer, StandardCharsets.UTF_8));
        }
        return answer;
    }

    private byte[] inflated(HttpResponse<byte[]> response) {
        byte[] body = response.body();
        received += body.length;
        if (!response.headers().firstValue("Content-Encoding").orElse("").equals("gzip")) {
            return body;
        }
        try (GZIPInputStream inflating = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return inflating.readAllBytes();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private HttpResponse<byte[]> send(String method, String path, byte[] body, String digest) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(LIMIT)
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        request.header("Accept-Encoding", "gzip");
        if (body.length > 0) {
            request.header("Content-Type", "application/json");
        }
        if (!accessToken.isEmpty()) {
            request.header("Authorization", "Bearer " + accessToken);
        }
        if (!digest.isEmpty()) {
            request.header("Content-Digest", digest);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException failure) {
            throw new UncheckedIOException(method + " " + path, failure);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interruption);
        }
    }

    private void keep(JsonNode session) {
        accessToken = session.path("accessToken").asText();
        refreshToken = session.path("refreshToken").asText();
    }
}
