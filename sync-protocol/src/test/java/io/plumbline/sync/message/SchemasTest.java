package io.plumbline.sync.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.sync.Schemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The schemas, the worked examples of the text, the vectors and the records say the same. */
class SchemasTest {
    private static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, true);
    private static final Path SCHEMAS = Path.of("src/main/resources/io/plumbline/sync/schema");
    private static final Pattern EXAMPLE = Pattern.compile("```json ([a-z-]+)\\n(.*?)```", Pattern.DOTALL);
    private static final String ANY = ".schema.json";

    /** What no example in the text need show: parts of what is shown. */
    private static final Set<String> PARTS = Set.of(
            "common",
            "empty",
            "operation",
            "receipt",
            "row",
            "visit",
            "assignment",
            "conflict",
            "snapshot-head",
            "snapshot-end");

    /** The record of each message that has one; hybrid times and instants are texts on the wire. */
    private static final Map<String, Class<?>> RECORDS = Map.ofEntries(
            Map.entry("enrol-request", SessionMessage.Enrol.class),
            Map.entry("enrol-response", SessionMessage.Enrolled.class),
            Map.entry("nonce-response", SessionMessage.Nonce.class),
            Map.entry("session-request", SessionMessage.Request.class),
            Map.entry("session-response", SessionMessage.Response.class),
            Map.entry("push-response", PushMessage.Response.class),
            Map.entry("receipt", Receipt.class),
            Map.entry("status-request", PushMessage.StatusRequest.class),
            Map.entry("status-response", PushMessage.StatusResponse.class),
            Map.entry("pull-request", PullMessage.Request.class),
            Map.entry("pull-response", PullMessage.Response.class),
            Map.entry("row", PullMessage.Row.class),
            Map.entry("snapshot-head", SnapshotMessage.Head.class),
            Map.entry("snapshot-end", SnapshotMessage.End.class),
            Map.entry("verify-request", SnapshotMessage.VerifyRequest.class),
            Map.entry("verify-response", SnapshotMessage.VerifyResponse.class),
            Map.entry("media-query-request", MediaMessage.Query.class),
            Map.entry("media-query-response", MediaMessage.Answer.class),
            Map.entry("rescue-response", RescueMessage.Response.class));

    @Test
    void areEachNamedLikeTheirFile() throws IOException {
        for (String name : names()) {
            JsonNode schema = JSON.readTree(SCHEMAS.resolve(name + ANY).toFile());
            assertThat(schema.path("$id").asText()).isEqualTo("urn:plumbline:sync:v1:" + name);
            assertThat(schema.path("title").asText()).as(name).isNotEmpty();
        }
    }

    @Test
    void acceptEveryExampleOfTheTextAndEveryMessageHasOne() throws IOException {
        Matcher example = EXAMPLE.matcher(Files.readString(Path.of("../docs/sync-protocol.md")));
        Set<String> shown = new HashSet<>();
        while (example.find()) {
            String message = example.group(1);
            if (message.equals("snapshot")) {
                snapshot(example.group(2));
            } else {
                accept(message, JSON.readTree(example.group(2)));
                shown.add(message);
            }
        }
        assertThat(names().stream().filter(name -> !PARTS.contains(name))).isSubsetOf(shown);
    }

    private static void snapshot(String lines) throws IOException {
        for (String line : lines.strip().split("\n", -1)) {
            JsonNode json = JSON.readTree(line);
            accept(json.has("end") ? "snapshot-end" : json.has("entity") ? "row" : "snapshot-head", json);
        }
    }

    @Test
    void acceptWhatVectorsSayOfOperationsAndVisits() throws IOException {
        for (JsonNode vector : vectors("device/folding")) {
            vector.path("then").path("operations").forEach(operation -> accept("operation", operation));
        }
        for (JsonNode vector : vectors("device/overlay")) {
            vector.path("given").path("pending").forEach(operation -> accept("operation", operation));
            if (!vector.path("given").path("row").isEmpty()) {
                accept("visit", vector.path("given").path("row"));
            }
        }
        for (JsonNode vector : vectors("merge/visit-fold")) {
            accept("visit", vector.path("then").path("body"));
        }
    }

    @Test
    void acceptOperationsThatAreUnderstoodAndRefuseThoseThatPark() throws IOException {
        int refused = 0;
        for (JsonNode vector : vectors("message/push-envelope")) {
            JsonNode operations = vector.path("given").path("envelope").path("operations");
            JsonNode outcomes = vector.path("then").path("operations");
            for (int index = 0; index < outcomes.size(); index++) {
                boolean parked = !outcomes.get(index).path("code").isNull();
                boolean tooLarge = operations.get(index).toString().length() > ProtocolLimits.V1.operationBytes();
                List<String> errors = Schemas.errors("operation", operations.get(index));
                // Content is checked against the checklist, after the operation was understood.
                if (!tooLarge && !vector.path("name").asText().equals("bad content is not looked at here")) {
                    assertThat(errors.isEmpty())
                            .as("%s: %s", vector.path("name"), errors)
                            .isEqualTo(!parked);
                }
                refused += parked ? 1 : 0;
            }
            if (vector.path("then").has("errors")) {
                assertThat(Schemas.errors("push-request", vector.path("given").path("envelope")))
                        .as(vector.path("name").asText())
                        .isNotEmpty();
            }
        }
        assertThat(refused).isGreaterThan(10);
    }

    @Test
    void nameTheMembersThatTheRecordsHave() throws IOException {
        for (Map.Entry<String, Class<?>> each : RECORDS.entrySet()) {
            JsonNode schema = JSON.readTree(SCHEMAS.resolve(each.getKey() + ANY).toFile());
            List<String> members = new ArrayList<>();
            schema.path("properties").fieldNames().forEachRemaining(members::add);
            assertThat(Stream.of(each.getValue().getRecordComponents()).map(member -> member.getName()))
                    .as(each.getKey())
                    .containsExactlyInAnyOrderElementsOf(members);
        }
    }

    @Test
    void nameEveryStatusAndCode() throws IOException {
        JsonNode receipt =
                JSON.readTree(SCHEMAS.resolve("receipt" + ANY).toFile()).path("properties");
        assertThat(texts(receipt.path("status").path("enum")))
                .containsExactly(Stream.of(ReceiptStatus.values())
                        .map(ReceiptStatus::wire)
                        .toArray(String[]::new));
        assertThat(texts(receipt.path("code").path("enum")))
                .containsExactly(Stream.of(OperationCode.values())
                        .map(OperationCode::wire)
                        .toArray(String[]::new));
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .toList();
    }

    private static void accept(String message, JsonNode json) {
        assertThat(Schemas.errors(message, json)).as("%s: %s", message, json).isEmpty();
    }

    private static JsonNode vectors(String file) throws IOException {
        return JSON.readTree(Path.of("src/main/resources/conformance/v1/" + file + ".json")
                        .toFile())
                .path("vectors");
    }

    private static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(SCHEMAS)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ANY))
                    .map(name -> name.substring(0, name.length() - ANY.length()))
                    .sorted()
                    .toList();
        }
    }
}
