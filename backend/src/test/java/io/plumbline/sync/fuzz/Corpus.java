package io.plumbline.sync.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.fieldwork.TestDevice;
import io.plumbline.fieldwork.TestFieldwork.Task;
import io.plumbline.platform.testing.Repository;
import io.plumbline.platform.time.Ids;
import io.plumbline.sync.fuzz.RawHttp.Request;
import io.plumbline.testing.TestOrganisation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Requests to begin with: good ones of every kind, the pushes of the conformance vectors, and each that once was
 * answered badly. Names in braces stand for what a run's own organisation has.
 */
final class Corpus {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String VECTORS = "/conformance/v1/message/push-envelope.json";
    private static final long TOKEN_NANOS = 300_000_000_000L;

    private final Map<String, String> names = new LinkedHashMap<>();
    private String token = "";
    private long tokenMade;

    Corpus(TestOrganisation organisation, TestDevice device, Task task) {
        names.put("{device}", device.id());
        names.put("{lease}", device.lease());
        names.put("{cursor}", device.cursor());
        names.put("{account}", organisation.person("inspector").id().toString());
        names.put("{visit}", task.visit());
        names.put("{assignment}", task.assignment());
        names.put("{checklist}", task.checklist());
        names.put("{id}", Ids.next().toString());
        names.put("{hlc}", device.tick());
        names.put("{sha256}", "ab".repeat(32));
        names.put("{sha256base64}", base64("ab".repeat(32)));
        String upload = device.createUpload(1_000, "cd".repeat(32)).header("Location");
        names.put("{upload}", upload.substring(upload.lastIndexOf('/') + 1));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    List<Request> requests() throws IOException {
        List<Request> requests = new ArrayList<>();
        for (JsonNode each : JSON.readTree(resource("/fuzz/requests.json"))) {
            requests.add(request(each));
        }
        Request push = requests.stream()
                .filter(each -> each.name().equals("push"))
                .findFirst()
                .orElseThrow();
        for (JsonNode vector : vectors()) {
            if (vector.path("given").path("envelope") instanceof ObjectNode envelope && envelope.has("device")) {
                String text =
                        envelope.toString().replace(envelope.path("device").asText(), names.get("{device}"));
                requests.add(push.withBody(text.getBytes(StandardCharsets.UTF_8)));
            }
        }
        requests.addAll(found());
        return requests;
    }

    private static JsonNode vectors() throws IOException {
        JsonNode file = JSON.readTree(resource(VECTORS));
        return file.isArray() ? file : file.path("vectors");
    }

    /** Requests that were answered badly once. */
    List<Request> found() throws IOException {
        Path folder = Repository.root().resolve("backend/src/test/resources/fuzz/found");
        List<Request> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                found.add(request(JSON.readTree(Files.readString(file))));
            }
        }
        return found;
    }

    private Request request(JsonNode each) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Authorization", "");
        each.path("headers").properties().forEach(header -> headers.put(header.getKey(), text(header.getValue())));
        byte[] body = each.has("base64")
                ? Base64.getDecoder().decode(each.path("base64").asText())
                : text(each.path("body")).getBytes(StandardCharsets.UTF_8);
        return new Request(
                each.path("name").asText(), each.path("method").asText(), text(each.path("path")), headers, body);
    }

    private String text(JsonNode value) {
        String text = value.isMissingNode() ? "" : value.isTextual() ? value.asText() : value.toString();
        for (Map.Entry<String, String> name : names.entrySet()) {
            text = text.replace(name.getKey(), name.getValue());
        }
        return text;
    }

    /** With an access token that is good now. */
    Request current(Request request, TestOrganisation organisation) {
        if (token.isEmpty() || System.nanoTime() - tokenMade > TOKEN_NANOS) {
            token = organisation.token("inspector");
            tokenMade = System.nanoTime();
        }
        return request.with("Authorization", "Bearer " + token);
    }

    /** As a file of {@code found}. */
    static String written(Request request) {
        ObjectNode node = JSON.createObjectNode();
        node.put("name", request.name()).put("method", request.method()).put("path", request.path());
        ObjectNode headers = node.putObject("headers");
        request.headers().forEach((name, value) -> {
            if (!name.equals("Authorization")) {
                headers.put(name, value);
            }
        });
        return node.put("base64", Base64.getEncoder().encodeToString(request.body()))
                .toString();
    }

    private static byte[] resource(String path) throws IOException {
        try (var in = Corpus.class.getResourceAsStream(path)) {
            return in.readAllBytes();
        }
    }
}
