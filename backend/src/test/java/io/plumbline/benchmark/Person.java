package io.plumbline.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Somebody signed in. Renews the access token when it ran out, as every client does. Not for several threads. */
final class Person {
    static final ObjectMapper JSON = new ObjectMapper();

    private static final int UNAUTHORIZED = 401;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final HttpClient http;
    private final URI base;
    private final String id;
    private String accessToken = "";
    private String refreshToken = "";

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
        HttpResponse<byte[]> response = send(method, path, body, digest);
        if (response.statusCode() == UNAUTHORIZED && !refreshToken.isEmpty()) {
            ObjectNode refresh = object().put("refreshToken", refreshToken);
            refreshToken = "";
            keep(answer("POST", "/api/auth/refresh", bytes(refresh), ""));
            response = send(method, path, body, digest);
        }
        try {
            if (response.statusCode() >= 300) {
                throw new IllegalStateException(method + " " + path + " was answered " + response.statusCode() + ": "
                        + JSON.readTree(response.body()));
            }
            return response.body().length == 0 ? JSON.missingNode() : JSON.readTree(response.body());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private HttpResponse<byte[]> send(String method, String path, byte[] body, String digest) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(LIMIT)
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
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
