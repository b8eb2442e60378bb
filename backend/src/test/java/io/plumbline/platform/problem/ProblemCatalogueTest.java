package io.plumbline.platform.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.platform.testing.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ProblemCatalogueTest {
    @Test
    void listsEveryTypeInTheDocument() throws IOException {
        List<String> documented = Files.readAllLines(Repository.root().resolve("docs/problems.md")).stream()
                .filter(line -> line.matches("\\| `[a-z-]+` \\| \\d+ .*"))
                .toList();
        assertThat(documented)
                .containsExactlyElementsOf(Arrays.stream(ProblemType.values())
                        .map(ProblemCatalogueTest::row)
                        .toList());
    }

    private static String row(ProblemType type) {
        String parameters =
                type.parameters().stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
        return "| `" + type.code() + "` | " + type.status() + " | " + type.title() + " | "
                + (parameters.isEmpty() ? "|" : parameters + " |");
    }
}
