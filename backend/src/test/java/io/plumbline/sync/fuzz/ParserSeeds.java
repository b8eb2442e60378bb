package io.plumbline.sync.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.platform.testing.Repository;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** What the parsers' fuzzers begin with: pushes of the vectors, requests of every kind, and what was once found. */
final class ParserSeeds {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ParserSeeds() {}

    static List<byte[]> load() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        try (InputStream vectors = ParserSeeds.class.getResourceAsStream("/conformance/v1/message/push-envelope.json");
                InputStream requests = ParserSeeds.class.getResourceAsStream("/fuzz/requests.json")) {
            JsonNode file = JSON.readTree(vectors);
            for (JsonNode vector : file.isArray() ? file : file.path("vectors")) {
                seeds.add(bytes(vector.path("given").path("envelope").toString()));
            }
            String id = "01931a2b-0000-7000-8000-000000000001";
            for (JsonNode request : JSON.readTree(requests)) {
                String text = request.path("body").toString().replace("{hlc}", "018bcfe5680a0000");
                seeds.add(bytes(text.replaceAll("\\{[a-z]+}", id)));
            }
        }
        Path found = Repository.root().resolve("backend/src/test/resources/fuzz/found");
        try (Stream<Path> files = Files.list(found)) {
            for (Path file : files.sorted().toList()) {
                JsonNode request = JSON.readTree(Files.readString(file));
                seeds.add(Base64.getDecoder().decode(request.path("base64").asText()));
            }
        }
        return seeds;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
