package io.plumbline.sync.interleaving;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.testing.TestOrganisation;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Requests of one person, in the name of a worker or of none. */
final class Http {
    /** What the server said. */
    record Answer(int status, String text, HttpResponse<String> response) {
        JsonNode json() {
            return read(text);
        }
    }

    static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String token;

    Http(TestOrganisation organisation, String person) {
        this.token = organisation.token(person);
    }

    Answer post(String worker, String path, byte[] body, Map<String, String> headers) {
        return send(worker, "POST", path, body, headers);
    }

    Answer post(String worker, String path, JsonNode body) {
        return send(worker, "POST", path, body.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8), Map.of());
    }

    Answer get(String worker, String path) {
        return send(worker, "GET", path, new byte[0], Map.of());
    }

    /** @param worker who is stepped; an empty name for nobody */
    Answer send(String worker, String method, String path, byte[] body, Map<String, String> headers) {
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.put("Authorization", "Bearer " + token);
        all.put("Content-Type", "application/json");
        all.put(SteppedStatements.HEADER, worker);
        all.putAll(headers);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + path))
                .timeout(Duration.ofSeconds(60))
                .method(method, BodyPublishers.ofByteArray(body));
        all.forEach(request::header);
        try {
            HttpResponse<String> response = CLIENT.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body(), response);
        } catch (IOException e) {
            throw new IllegalStateException(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(path, e);
        }
    }

    static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(text, e);
        }
    }
}
