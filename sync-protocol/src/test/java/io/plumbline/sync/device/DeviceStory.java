package io.plumbline.sync.device;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.sync.device.storage.MemoryStorage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Runs a vector that tells a story: a device whose disk is in a given state goes through steps against a server that
 * answers by a script; its requests, its waiting times and its disk afterwards are compared. The shape is described in
 * the README of the vectors.
 */
public final class DeviceStory {
    static final Instant BEGIN = Instant.parse("2026-11-22T02:42:00Z");

    private static final int MOST_CALLS = 100;

    private final JsonNode vector;
    private final StoryServer server;
    private final MemoryStorage storage = new MemoryStorage();
    private final List<Long> waits = new ArrayList<>();
    private long now;
    private long made;
    private Device device;

    private DeviceStory(JsonNode vector) {
        this.vector = vector;
        this.server = new StoryServer(vector, () -> now);
        StoryState.write(vector.path("given"), storage);
        this.device = open();
    }

    /** Runs the vector. */
    public static void run(JsonNode vector) {
        DeviceStory story = new DeviceStory(vector);
        vector.path("when").forEach(story::step);
        story.check();
    }

    private Device open() {
        double random = vector.path("given").path("random").asDouble(0.5);
        RandomGenerator generator = new RandomGenerator() {
            @Override
            public long nextLong() {
                return 0;
            }

            @Override
            public double nextDouble() {
                return random;
            }
        };
        DeviceEnvironment environment = new DeviceEnvironment(
                () -> BEGIN.toEpochMilli() + now,
                () -> now,
                generator,
                () -> String.format("01931a2b-0000-7000-8000-1%011d", ++made),
                Optional.empty());
        return new Device(storage, environment, DeviceOptions.of("tablet", "android", "1"));
    }

    private void step(JsonNode step) {
        if (step.has("sync")) {
            sync(step.path("sync"), step.path("quiet"));
        } else if (step.has("wait")) {
            now += step.path("wait").longValue();
        } else if (step.path("restart").asBoolean()) {
            device = open();
        } else {
            throw new IllegalArgumentException("no such step: " + step);
        }
    }

    /** Until nothing is due, or the device gives up for now. */
    private void sync(JsonNode script, JsonNode quiet) {
        server.begin(script);
        device.wake();
        for (int calls = 0; ; calls++) {
            assertThat(calls).as("calls in one sync").isLessThan(MOST_CALLS);
            Optional<Call> call = device.next();
            if (call.isEmpty()) {
                break;
            }
            device.answered(server.answer(call.get()));
        }
        server.end(quiet);
        waits.add(Math.max(0, device.waitsUntil() - now));
    }

    private void check() {
        JsonNode then = vector.path("then");
        StoryMatch match = new StoryMatch();
        if (then.has("requests")) {
            match.list("requests", then.path("requests"), server.requests());
        }
        then.path("never")
                .forEach(
                        kind -> assertThat(server.asked()).as("endpoints asked").doesNotContain(kind.asText()));
        if (then.has("state")) {
            match.members("state", then.path("state"), StoryState.read(storage));
        }
        int index = 0;
        for (JsonNode wait : then.path("waits")) {
            if (wait.isObject()) {
                assertThat(waits.get(index))
                        .as("wait after sync " + index)
                        .isBetween(
                                wait.path("atLeastMs").asLong(0),
                                wait.path("atMostMs").asLong(Long.MAX_VALUE));
            }
            index++;
        }
        assertThat(then.propertyStream().map(Map.Entry::getKey)).isSubsetOf("requests", "never", "state", "waits");
    }
}
