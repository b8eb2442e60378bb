package io.plumbline.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds every exchange of the sync API in a test to the schemas of the protocol: all answers, and the requests that
 * were taken. Requests that are refused or parked are wrong on purpose.
 */
public final class SyncSchemas implements Filter {
    private static final String API = "/api/sync/v1";
    private static final String PREFIX = "urn:plumbline:sync:v1:";
    private static final int FIRST_PROBLEM = 400;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, JsonSchema> KNOWN = new ConcurrentHashMap<>();
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(
            SpecVersion.VersionFlag.V202012,
            builder -> builder.schemaMappers(mappers -> mappers.mappings(
                    urn -> urn.startsWith(PREFIX),
                    urn -> "classpath:io/plumbline/sync/schema/" + urn.substring(PREFIX.length()) + ".schema.json")));

    /** The messages of each path but for the snapshot's lines. */
    private static final Map<String, String> MESSAGES = Map.of(
            "/devices", "enrol",
            "/session", "session",
            "/push", "push",
            "/pull", "pull",
            "/verify", "verify",
            "/operations/status", "status",
            "/media/query", "media-query");

    @Override
    public Response filter(
            FilterableRequestSpecification request, FilterableResponseSpecification response, FilterContext context) {
        Response answer = context.next(request, response);
        String path = URI.create(request.getURI()).getPath();
        if (path.startsWith(API)) {
            check(path.substring(API.length()), request, answer);
        }
        return answer;
    }

    private static void check(String path, FilterableRequestSpecification request, Response answer) {
        String type = String.valueOf(answer.getContentType());
        if (answer.statusCode() >= FIRST_PROBLEM) {
            if (type.startsWith("application/problem+json")) {
                require("problem", read(answer.asByteArray()), path);
            }
        } else if (type.startsWith("application/x-ndjson")) {
            for (String line : answer.asString().strip().split("\n", -1)) {
                JsonNode json = read(line.getBytes(StandardCharsets.UTF_8));
                require(json.has("end") ? "snapshot-end" : json.has("entity") ? "row" : "snapshot-head", json, path);
            }
        } else if (path.equals("/devices/nonce")) {
            require("nonce-response", read(answer.asByteArray()), path);
        } else if (path.equals("/rescue")) {
            require("rescue-response", read(answer.asByteArray()), path);
        } else if (request.getMethod().equals("POST") && MESSAGES.containsKey(path)) {
            String message = MESSAGES.get(path);
            JsonNode body = read(answer.asByteArray());
            require(message + "-response", body, path);
            JsonNode sent = sent(request);
            if (sent != null && !hasParked(body) && !isOfTests(sent)) {
                require(message + "-request", sent, path);
            }
        }
    }

    private static boolean hasParked(JsonNode answer) {
        return answer.path("receipts").findValuesAsText("status").contains("parked")
                || answer.path("receipts").findValuesAsText("original").contains("parked");
    }

    /** Operations on an entity that the protocol does not have, of a handler that is there for tests alone. */
    private static boolean isOfTests(JsonNode sent) {
        return sent.path("operations").findValuesAsText("entity").contains("poison");
    }

    /** The request as JSON, when it was not compressed. */
    private static @Nullable JsonNode sent(FilterableRequestSpecification request) {
        Object body = request.getBody();
        if (request.getHeaders().hasHeaderWithName("Content-Encoding")) {
            return null;
        }
        if (body instanceof byte[] bytes) {
            return read(bytes);
        }
        return body instanceof String text ? read(text.getBytes(StandardCharsets.UTF_8)) : null;
    }

    private static void require(String message, JsonNode json, String path) {
        JsonSchema schema = KNOWN.computeIfAbsent(message, name -> FACTORY.getSchema(SchemaLocation.of(PREFIX + name)));
        assertThat(schema.validate(json))
                .as("%s of %s: %s", message, path, json)
                .isEmpty();
    }

    private static JsonNode read(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
