package io.plumbline.sync.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Somebody signed in. The password is kept in memory alone, to sign in again before the access token runs out. */
final class Person {
    private static final Duration FRESH = Duration.ofMinutes(8);

    private final Http http;
    private final String name;
    private final String password;
    private final String id;
    private String token = "";
    private long signedInAt;

    Person(Http http, String name, String password) {
        this.http = http;
        this.name = name;
        this.password = password;
        this.id = signIn().path("account").path("id").asText();
    }

    /** The account's id. */
    String id() {
        return id;
    }

    String token() {
        if (System.nanoTime() - signedInAt > FRESH.toNanos()) {
            signIn();
        }
        return token;
    }

    Exchange send(String method, String path, Map<String, String> headers, byte[] body) {
        return http.send(method, path, headers, body, token());
    }

    /** Any answer to a request with JSON. */
    Exchange send(String method, String path, JsonNode body) {
        Map<String, String> headers = new HashMap<>();
        byte[] bytes = body.isMissingNode() ? new byte[0] : Json.bytes(body);
        if (bytes.length > 0) {
            headers.put("Content-Type", "application/json");
        }
        return send(method, path, headers, bytes);
    }

    /**
     * The answer to something that has to succeed for vectors to be tried at all.
     *
     * @throws Unusable when it does not
     */
    JsonNode need(String method, String path, JsonNode body) {
        Exchange exchange = send(method, path, body);
        if (!exchange.success()) {
            throw new Unusable(name + ": " + method + " " + path + " was answered " + exchange.answer(), null);
        }
        return exchange.json();
    }

    private JsonNode signIn() {
        JsonNode body = Json.object().put("signInName", name).put("password", password);
        Exchange exchange = http.send(
                "POST", "/api/auth/sign-in", Map.of("Content-Type", "application/json"), Json.bytes(body), null);
        if (!exchange.success()) {
            throw new Unusable(name + " cannot sign in: " + exchange.answer(), null);
        }
        token = exchange.json().path("accessToken").asText();
        signedInAt = System.nanoTime();
        return exchange.json();
    }
}
