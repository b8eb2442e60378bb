package io.plumbline.sync.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The vectors of this library, from its jar or its classes. */
final class Vectors {
    private static final String INDEX = "/conformance/v1/README.md";

    private Vectors() {}

    static List<Vector> load() {
        URL index = Objects.requireNonNull(Vectors.class.getResource(INDEX), INDEX);
        try {
            URI uri = index.toURI();
            if (!uri.getScheme().equals("jar")) {
                return read(Objects.requireNonNull(Path.of(uri).getParent()));
            }
            String archive = uri.toString().substring(0, uri.toString().indexOf('!'));
            try (FileSystem jar = FileSystems.newFileSystem(URI.create(archive), Map.of())) {
                return read(Objects.requireNonNull(jar.getPath(INDEX).getParent()));
            }
        } catch (IOException | URISyntaxException e) {
            throw new Unusable("The vectors cannot be read from " + index, e);
        }
    }

    private static List<Vector> read(Path root) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(root)) {
            files = walk.filter(path -> path.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
        List<Vector> vectors = new ArrayList<>();
        for (Path file : files) {
            JsonNode document = Json.MAPPER.readTree(Files.readAllBytes(file));
            for (JsonNode each : document.path("vectors")) {
                vectors.add(new Vector(
                        document.path("topic").asText(),
                        each.path("name").asText(),
                        each.path("why").asText(),
                        document,
                        each.path("given"),
                        each.path("when"),
                        each.path("then")));
            }
        }
        return vectors;
    }
}
