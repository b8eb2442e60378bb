package io.plumbline.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.sync.message.OperationCode;
import io.plumbline.sync.message.OperationKind;
import io.plumbline.sync.message.ReceiptStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The normative text names vectors that exist, and every code, status and kind there is. */
class ProtocolTextTest {
    private static final Pattern REFERENCE =
            Pattern.compile("\\*([a-z][a-z-]+)\\*(?: / (\"[^\"]+\"(?:, \"[^\"]+\")*))?");
    private static final int FEWEST_REFERENCES = 30;

    @Test
    void namesVectorsThatExist() throws IOException {
        Map<String, Set<String>> topics = topics();
        Matcher reference = REFERENCE.matcher(text().replaceAll("\\s+", " ").replace("**", ""));
        int found = 0;
        while (reference.find()) {
            String topic = reference.group(1);
            if (topics.containsKey(topic)) {
                found++;
            }
            for (String name : names(reference.group(2))) {
                assertThat(topics.getOrDefault(topic, Set.of())).as(topic).contains(name);
            }
        }
        assertThat(found).isGreaterThan(FEWEST_REFERENCES);
    }

    @Test
    void namesEveryCodeStatusAndKind() throws IOException {
        List<String> words = new ArrayList<>();
        Stream.of(OperationCode.values()).map(OperationCode::wire).forEach(words::add);
        Stream.of(ReceiptStatus.values()).map(ReceiptStatus::wire).forEach(words::add);
        Stream.of(OperationKind.values()).map(OperationKind::wire).forEach(words::add);
        String text = text();
        assertThat(words).allSatisfy(word -> assertThat(text).contains("| `" + word + "`"));
    }

    private static List<String> names(@org.jspecify.annotations.Nullable String quoted) {
        return quoted == null
                ? List.of()
                : List.of(quoted.substring(1, quoted.length() - 1).split("\", \"", -1));
    }

    private static String text() throws IOException {
        return Files.readString(Path.of("../docs/sync-protocol.md"));
    }

    private static Map<String, Set<String>> topics() throws IOException {
        Map<String, Set<String>> topics = new HashMap<>();
        try (Stream<Path> walk = Files.walk(Path.of("src/main/resources/conformance/v1"))) {
            for (Path file :
                    walk.filter(path -> path.toString().endsWith(".json")).toList()) {
                JsonNode document = new ObjectMapper().readTree(file.toFile());
                Set<String> names = new HashSet<>();
                document.path("vectors")
                        .forEach(vector -> names.add(vector.path("name").asText()));
                topics.put(document.path("topic").asText(), names);
            }
        }
        return topics;
    }
}
