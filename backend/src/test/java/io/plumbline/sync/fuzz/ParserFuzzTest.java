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
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hostile bytes for the library's parsers and merge rules, by the hundred thousand. */
class ParserFuzzTest {
    private static final Logger LOG = Logger.getLogger(ParserFuzzTest.class);
    private static final int FIXED = 20_000;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final Path FOUND = Repository.root().resolve("backend/src/test/resources/fuzz/found");

    private final List<byte[]> seeds = new ArrayList<>();

    @BeforeEach
    void load() throws IOException {
        ObjectMapper json = new ObjectMapper();
        try (InputStream vectors = getClass().getResourceAsStream("/conformance/v1/message/push-envelope.json");
                InputStream requests = getClass().getResourceAsStream("/fuzz/requests.json")) {
            JsonNode file = json.readTree(vectors);
            for (JsonNode vector : file.isArray() ? file : file.path("vectors")) {
                seeds.add(bytes(vector.path("given").path("envelope")));
            }
            String id = "01931a2b-0000-7000-8000-000000000001";
            for (JsonNode request : json.readTree(requests)) {
                String text = request.path("body").toString().replace("{hlc}", "018bcfe5680a0000");
                seeds.add(text.replaceAll("\\{[a-z]+}", id).getBytes(StandardCharsets.UTF_8));
            }
        }
        try (Stream<Path> found = Files.list(FOUND)) {
            for (Path file : found.sorted().toList()) {
                JsonNode request = json.readTree(Files.readString(file));
                seeds.add(Base64.getDecoder().decode(request.path("base64").asText()));
            }
        }
    }

    private static byte[] bytes(JsonNode node) {
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void refusesOrFoldsTheSameHostileBytes() throws IOException {
        for (byte[] seed : seeds) {
            ParserTarget.fuzzerTestOneInput(seed);
        }
        run(1, FIXED, 0);
    }

    @Test
    void refusesOrFoldsNewHostileBytes() throws IOException {
        long seconds = Long.getLong("fuzz.seconds", 0);
        if (seconds > 0) {
            run(Long.getLong("fuzz.seed", RandomGenerator.getDefault().nextLong()), 0, seconds);
        }
    }

    private void run(long seed, int count, long seconds) throws IOException {
        Mutations mutations = new Mutations(new Random(seed));
        Random choice = new Random(seed);
        long began = System.nanoTime();
        long tried = 0;
        while (tried < count || System.nanoTime() - began < seconds * NANOS_PER_SECOND) {
            byte[] bytes = mutations.mutate(seeds.get(choice.nextInt(seeds.size())));
            try {
                ParserTarget.fuzzerTestOneInput(bytes);
            } catch (RuntimeException | StackOverflowError e) {
                String kept = Base64.getEncoder().encodeToString(bytes);
                throw new AssertionError("-Dfuzz.seed=" + seed + ", input " + tried + ", base64 " + kept, e);
            }
            tried++;
        }
        LOG.infof("%d inputs", tried);
    }
}
