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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever the protocol has, a vector has: messages, statuses, codes, kinds, problems, commands and rules. */
class CoverageTest {
    private static final Path DOCUMENT = Path.of("../docs/sync-protocol.md");
    private static final Path VECTORS = Path.of("src/main/resources/conformance/v1");
    private static final Path SCHEMAS = Path.of("src/main/resources/io/plumbline/sync/schema");
    private static final int FEWEST_VECTORS = 600;

    private static final Pattern TOPIC = Pattern.compile("\\*([a-z][a-z-]+)\\*");
    private static final Pattern TEST = Pattern.compile("`([A-Z][A-Za-z]+(?:Test|IT))`");
    private static final Pattern FIRST_CELL = Pattern.compile("^\\| `([a-z.-]+)` \\|");

    /** Messages that no vector's words show, each with the test that does. */
    private static final Map<String, String> HELD_BY_TESTS = Map.of(
            "nonce-response", "DeviceSignatureIT",
            "rescue-response", "DeviceAdminIT",
            "enrol-code-request", "EnrolmentCodeIT",
            "enrol-code-response", "EnrolmentCodeIT");

    /** Where a message of an endpoint is to be found in the stories. */
    private static final Map<String, String> ENDPOINTS = Map.of(
            "enrol-", "enrol",
            "session-", "session",
            "push-", "push",
            "status-", "status",
            "pull-", "pull",
            "snapshot-", "snapshot",
            "verify-", "verify",
            "media-query-", "media-query");

    private final Set<String> topics = new HashSet<>();
    private final Map<String, Set<String>> members = new HashMap<>();
    private int vectors;

    @BeforeEach
    void readVectors() throws IOException {
        try (Stream<Path> walk = Files.walk(VECTORS)) {
            for (Path file :
                    walk.filter(path -> path.toString().endsWith(".json")).toList()) {
                JsonNode document = new ObjectMapper().readTree(file.toFile());
                topics.add(document.path("topic").asText());
                vectors += document.path("vectors").size();
                document.path("vectors").forEach(this::collect);
            }
        }
    }

    /** All texts by the name of the member they stand under. */
    private void collect(JsonNode node) {
        node.properties().forEach(each -> {
            if (each.getValue().isTextual()) {
                members.computeIfAbsent(each.getKey(), name -> new HashSet<>())
                        .add(each.getValue().textValue());
            }
            each.getValue().forEach(element -> {
                if (element.isTextual()) {
                    members.computeIfAbsent(each.getKey(), name -> new HashSet<>())
                            .add(element.textValue());
                }
            });
            collect(each.getValue());
        });
        if (node.isArray()) {
            node.forEach(this::collect);
        }
    }

    @Test
    void findsAFewHundredVectors() {
        assertThat(vectors).isGreaterThan(FEWEST_VECTORS);
    }

    @Test
    void showsEveryStatusOfAReceipt() {
        lacks("status", Stream.of(ReceiptStatus.values()).map(ReceiptStatus::wire));
    }

    @Test
    void showsEveryCodeOfAnOperation() {
        lacks("code", Stream.of(OperationCode.values()).map(OperationCode::wire));
    }

    @Test
    void showsEveryKindOfOperation() {
        lacks("kind", Stream.of(OperationKind.values()).map(OperationKind::wire));
    }

    @Test
    void showsEveryProblem() throws IOException {
        List<String> problems = table("| code | status |");
        assertThat(problems).hasSizeGreaterThan(12);
        lacks("code", problems.stream());
    }

    @Test
    void showsEveryCommand() throws IOException {
        List<String> commands = table("| command |");
        assertThat(commands).isNotEmpty();
        lacks("commands", commands.stream());
    }

    @Test
    void showsEveryRowOperationAndVerdict() {
        assertThat(members.get("op")).contains("upsert", "left", "deleted");
        assertThat(members.get("result")).contains("equal", "different", "changed", "left");
    }

    @Test
    void showsEveryMessage() throws IOException {
        Set<String> tests = testNames();
        try (Stream<Path> files = Files.list(SCHEMAS)) {
            List<String> names = files.map(file -> file.getFileName().toString().replace(".schema.json", ""))
                    .filter(name -> name.endsWith("-request") || name.endsWith("-response"))
                    .filter(name -> !name.startsWith("operation-"))
                    .toList();
            for (String name : names) {
                String test = HELD_BY_TESTS.get(name);
                if (test != null) {
                    assertThat(tests).as(name).contains(test);
                } else {
                    String endpoint = ENDPOINTS.entrySet().stream()
                            .filter(each -> name.startsWith(each.getKey()))
                            .map(Map.Entry::getValue)
                            .findFirst()
                            .orElse("no endpoint of " + name);
                    assertThat(members.get("to")).as(name).contains(endpoint);
                }
            }
        }
    }

    private void lacks(String member, Stream<String> values) {
        assertThat(values.filter(
                        value -> !members.getOrDefault(member, Set.of()).contains(value)))
                .as(member + " of no vector")
                .isEmpty();
    }

    /** A paragraph, bullet or row of a table with a MUST says which vectors or which test hold it. */
    @Test
    void holdsEveryRule() throws IOException {
        Set<String> tests = testNames();
        List<String> bare = new ArrayList<>();
        int rules = 0;
        for (String block : blocks()) {
            if (!block.contains("MUST") || block.contains("RFC 2119")) {
                continue;
            }
            rules++;
            boolean held = TOPIC.matcher(block).results().anyMatch(each -> topics.contains(each.group(1)))
                    || TEST.matcher(block).results().anyMatch(each -> tests.contains(each.group(1)));
            if (!held) {
                bare.add(block);
            }
        }
        assertThat(bare).as("rules that nothing holds").isEmpty();
        assertThat(rules).isGreaterThan(15);
    }

    @Test
    void namesTestsThatExist() throws IOException {
        Matcher test = TEST.matcher(Files.readString(DOCUMENT));
        Set<String> tests = testNames();
        while (test.find()) {
            assertThat(tests).contains(test.group(1));
        }
    }

    private static List<String> blocks() throws IOException {
        String text = Files.readString(DOCUMENT).replaceAll("(?s)```.*?```", "");
        return Stream.of(text.split("\n\n|\n(?=- )|\n(?=\\| )", -1))
                .map(block -> block.replaceAll("\\s+", " ").replace("**", ""))
                .toList();
    }

    /** The first cells of the table whose head begins so. */
    private static List<String> table(String head) throws IOException {
        List<String> cells = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(DOCUMENT)) {
            if (line.startsWith(head)) {
                inside = true;
            } else if (!line.startsWith("|")) {
                inside = false;
            } else if (inside) {
                Matcher cell = FIRST_CELL.matcher(line);
                if (cell.find()) {
                    cells.add(cell.group(1));
                }
            }
        }
        return cells;
    }

    private static Set<String> testNames() throws IOException {
        Set<String> names = new HashSet<>();
        for (String root : List.of("src/test/java", "../backend/src/test/java")) {
            try (Stream<Path> walk = Files.walk(Path.of(root))) {
                walk.map(path -> path.getFileName().toString())
                        .filter(name -> name.endsWith(".java"))
                        .forEach(name -> names.add(name.substring(0, name.length() - ".java".length())));
            }
        }
        return names;
    }
}
