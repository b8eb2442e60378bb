package io.plumbline.sync.device;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers by the script of a vector; what the vector does not speak of by the defaults the README names. */
final class StoryServer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern DIGEST = Pattern.compile("sha-256=:[A-Za-z0-9+/]{43}=:");

    private final JsonNode vector;
    private final LongSupplier now;
    private final Set<String> spokenOf = new LinkedHashSet<>();
    private final Map<String, Deque<JsonNode>> script = new HashMap<>();
    private final Set<String> asked = new LinkedHashSet<>();
    private final Set<String> beyond = new LinkedHashSet<>();
    private final ArrayNode requests = JSON.createArrayNode();

    StoryServer(JsonNode vector, LongSupplier now) {
        this.vector = vector;
        this.now = now;
        for (JsonNode step : vector.path("when")) {
            step.path("sync").forEach(each -> spokenOf.add(each.path("to").asText()));
        }
        vector.path("then")
                .path("requests")
                .forEach(each -> spokenOf.add(each.path("to").asText()));
    }

    ArrayNode requests() {
        return requests;
    }

    Set<String> asked() {
        return asked;
    }

    void begin(JsonNode answers) {
        for (JsonNode each : answers) {
            script.computeIfAbsent(each.path("to").asText(), to -> new ArrayDeque<>())
                    .add(each);
        }
    }

    /**
     * All answers were asked for.
     *
     * @param quiet endpoints that nothing was asked of after their last answer
     */
    void end(JsonNode quiet) {
        quiet.forEach(to -> assertThat(beyond).as("asked again at once").doesNotContain(to.asText()));
        beyond.clear();
        script.forEach((to, left) ->
                assertThat(left).as("answers of %s that were not asked for", to).isEmpty());
    }

    Optional<Answer> answer(Call call) {
        String to = call.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
        asked.add(to);
        StorySchemas.checkRequest(call);
        Deque<JsonNode> answers = script.getOrDefault(to, new ArrayDeque<>());
        if (!answers.isEmpty()) {
            requests.add(request(to, call));
            JsonNode answer = answers.remove();
            StorySchemas.checkAnswer(to, answer);
            return answer.path("lost").asBoolean() ? Optional.empty() : Optional.of(scripted(answer));
        }
        beyond.add(to);
        Optional<JsonNode> body = otherwise(to, call);
        if (body.isPresent() && spokenOf.contains(to)) {
            requests.add(request(to, call));
        }
        return body.map(each -> new Answer(200, Map.of(), Context.bytes(each)));
    }

    private static Answer scripted(JsonNode answer) {
        Map<String, String> headers = new HashMap<>();
        answer.path("headers")
                .properties()
                .forEach(each -> headers.put(each.getKey(), each.getValue().asText()));
        String body =
                answer.path("body").isMissingNode() ? "" : answer.path("body").toString();
        if (answer.has("lines")) {
            StringBuilder lines = new StringBuilder();
            answer.path("lines").forEach(line -> lines.append(line).append('\n'));
            body = lines.toString();
        }
        if (answer.has("cutAfter")) {
            body = body.substring(0, answer.path("cutAfter").intValue());
        }
        if (answer.has("cutBefore")) {
            body = body.substring(0, body.indexOf(answer.path("cutBefore").asText()));
        }
        return new Answer(answer.path("status").asInt(200), headers, body.getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode request(String to, Call call) {
        ObjectNode request = JsonNodeFactory.instance.objectNode().put("to", to).put("method", call.method());
        String path = call.path();
        int mark = path.indexOf('?');
        request.put("path", decode(mark < 0 ? path : path.substring(0, mark)));
        ObjectNode query = request.putObject("query");
        if (mark >= 0) {
            for (String pair : path.substring(mark + 1).split("&", -1)) {
                String[] parts = pair.split("=", 2);
                query.put(decode(parts[0]), decode(parts[1]));
            }
        }
        ObjectNode headers = request.putObject("headers");
        new LinkedHashMap<>(call.headers()).forEach(headers::put);
        if (to.equals("push")) {
            Matcher digest = DIGEST.matcher(call.headers().getOrDefault("Content-Digest", ""));
            assertThat(digest.matches()).as("a push has its digest").isTrue();
        }
        if (call.body().length > 0 && call.kind() != Call.Kind.MEDIA_APPEND) {
            request.set("body", read(call.body()));
        }
        return request;
    }

    /** What is answered to requests that the vector does not speak of; empty for nothing at all. */
    private Optional<JsonNode> otherwise(String to, Call call) {
        JsonNode asked = call.body().length == 0 ? JSON.createObjectNode() : read(call.body());
        String time = DeviceStory.BEGIN.plusMillis(now.getAsLong()).toString();
        ArrayNode scopes = JSON.createArrayNode();
        StoryState.scopes(vector.path("given")).forEach(scopes::add);
        ObjectNode body = JSON.createObjectNode();
        switch (to) {
            case "session" -> {
                body.put("protocol", 1).put("epoch", StoryState.epoch(vector.path("given")));
                body.set("incarnation", asked.path("incarnation"));
                body.set("lease", asked.path("lease"));
                body.put("serverTime", time).put("hlc", "018bcfe568000000");
                body.set("watermark", asked.path("acknowledged"));
                body.putObject("limits");
                body.set("scopes", scopes);
                body.putArray("commands");
            }
            case "pull" -> {
                body.putArray("rows");
                body.put(
                        "cursor",
                        asked.path("cursor").isTextual() ? asked.path("cursor").textValue() : "c-otherwise");
                body.put("horizon", "1").put("more", false).put("consistent", true);
                body.set("scopes", scopes);
                body.putArray("leftScopes");
                body.put("asOf", time).put("lagMs", 0);
            }
            case "verify" -> body.putArray("scopes");
            default -> {
                return Optional.empty();
            }
        }
        return Optional.of(body);
    }

    private static JsonNode read(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
