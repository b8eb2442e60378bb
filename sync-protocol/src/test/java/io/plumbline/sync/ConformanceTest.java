package io.plumbline.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Runs every vector of {@code conformance/v1} by its name against this implementation. */
class ConformanceTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FEWEST_SCORING_VECTORS = 60;

    private final Map<String, VectorRunner> runners = new HashMap<>();

    ConformanceTest() {
        runners.putAll(ChecklistVectors.RUNNERS);
        runners.putAll(MergeVectors.RUNNERS);
        runners.putAll(FoldVectors.RUNNERS);
        runners.putAll(WireVectors.RUNNERS);
        runners.putAll(DeviceVectors.RUNNERS);
        runners.putAll(ServerVectors.RUNNERS);
    }

    @TestFactory
    Stream<DynamicContainer> holds() throws IOException, URISyntaxException {
        return files().stream().map(file -> {
            JsonNode document = read(file);
            VectorRunner runner = Objects.requireNonNull(
                    runners.get(document.path("topic").asText()), () -> "no runner for the topic of " + file);
            return dynamicContainer(
                    document.path("topic").asText(),
                    StreamSupport.stream(document.path("vectors").spliterator(), false)
                            .map(vector -> dynamicTest(vector.path("name").asText(), () -> runner.run(vector))));
        });
    }

    @Test
    void namesEveryVectorOnceInItsTopic() throws IOException, URISyntaxException {
        for (Path file : files()) {
            Set<String> names = new HashSet<>();
            for (JsonNode vector : read(file).path("vectors")) {
                assertThat(names.add(vector.path("name").asText()))
                        .as("%s: %s", file, vector.path("name"))
                        .isTrue();
                assertThat(vector.has("given") && vector.has("then")).isTrue();
            }
            assertThat(names).as(file.toString()).isNotEmpty();
        }
    }

    @Test
    void holdsAtLeastSixtyScoringVectors() throws IOException, URISyntaxException {
        assertThat(files().stream()
                        .map(ConformanceTest::read)
                        .filter(file -> file.path("topic").asText().equals("scoring"))
                        .mapToInt(file -> file.path("vectors").size())
                        .sum())
                .isGreaterThanOrEqualTo(FEWEST_SCORING_VECTORS);
    }

    private static List<Path> files() throws IOException, URISyntaxException {
        URL root = Objects.requireNonNull(ConformanceTest.class.getResource("/conformance/v1"));
        try (Stream<Path> walk = Files.walk(Path.of(root.toURI()))) {
            return walk.filter(path -> path.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    private static JsonNode read(Path file) {
        try {
            return JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
