package io.plumbline.sync.device;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.sync.clock.Hlc;
import io.plumbline.sync.clock.HybridClock;
import io.plumbline.sync.device.storage.DeviceStorage;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the parts of a device share. */
final class Context {
    static final String SYNC = "/api/sync/v1";
    static final ObjectMapper JSON = new ObjectMapper();

    final DeviceStorage storage;
    final DeviceEnvironment environment;
    final DeviceOptions options;
    final DeviceRules rules;
    final HybridClock clock;
    final Schedule schedule;

    Context(DeviceStorage storage, DeviceEnvironment environment, DeviceOptions options, DeviceRules rules) {
        this.storage = storage;
        this.environment = environment;
        this.options = options;
        this.rules = rules;
        this.clock = rules.clock(environment.wall(), local().hlc());
        this.schedule = new Schedule(environment.random());
    }

    Local local() {
        return new Local(storage);
    }

    long now() {
        return environment.elapsed().getAsLong();
    }

    String wall() {
        return Instant.ofEpochMilli(environment.wall().getAsLong()).toString();
    }

    /** Notices the server's time and keeps it with what comes with it. */
    void receive(Local local, JsonNode hlc) {
        Optional<Hlc> seen = hlc.isTextual() ? Hlc.find(hlc.textValue()) : Optional.empty();
        seen.ifPresent(time -> rules.receive(clock, time));
        local.put(clock.last());
    }

    void serverTime(JsonNode text) {
        millis(text).ifPresent(millis -> schedule.serverTime(millis, now()));
    }

    static Optional<Long> millis(JsonNode text) {
        try {
            return text.isTextual()
                    ? Optional.of(Instant.parse(text.textValue()).toEpochMilli())
                    : Optional.empty();
        } catch (java.time.format.DateTimeParseException e) {
            return Optional.empty();
        }
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static Call post(Call.Kind kind, String account, String path, JsonNode body, @Nullable String subject) {
        return new Call(
                kind, account, "POST", SYNC + path, Map.of("Content-Type", "application/json"), bytes(body), subject);
    }

    static byte[] bytes(JsonNode json) {
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is always written", e);
        }
    }

    /** The answer's body, empty when it is no JSON object: then it was cut or is no answer of this protocol. */
    static Optional<JsonNode> body(Answer answer) {
        try {
            JsonNode json = JSON.readTree(answer.body());
            return json != null && json.isObject() ? Optional.of(json) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The code of a problem, empty text when there is none. */
    static String code(Answer answer) {
        return body(answer).map(json -> json.path("code").asText()).orElse("");
    }

    /** A parameter of a problem: beside the code, or among the parameters. */
    static JsonNode parameter(JsonNode problem, String name) {
        return problem.has(name)
                ? problem.path(name)
                : problem.path("parameters").path(name);
    }
}
