package io.plumbline.sync.checklist;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The schema that is shipped and the parser agree. */
class ChecklistSchemaTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What the parser finds and a schema of reasonable size does not say. */
    private static final Set<String> BEYOND_THE_SCHEMA = Set.of(
            "duplicate-id",
            "duplicate",
            "bands-order",
            "unknown-item",
            "unknown-option",
            "operator-type",
            "forward-reference",
            "cycle",
            "needs-points",
            "not-scorable",
            "too-deep");

    /** Vectors whose fault depends on another field, so that the schema lets them pass. */
    private static final Set<String> DEPENDS_ON_ANOTHER_FIELD = Set.of(
            "a scored choice without a share",
            "a scale upside down",
            "a scale that lacks a share",
            "a scale with a share too many",
            "an open band in the middle",
            "a scored number without bands",
            "a scored duration without a rule",
            "a number with min above max",
            "a duration with decimals",
            "shareBelow 0",
            "two notes");

    @Test
    void acceptsWhatTheParserAcceptsAndRefusesWhatASchemaCanRefuse() throws IOException {
        JsonSchema schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(read("/io/plumbline/sync/checklist.schema.json"));
        JsonNode vectors = read("/conformance/v1/checklist/validation.json").path("vectors");
        int refused = 0;
        for (JsonNode vector : vectors) {
            JsonNode errors = vector.path("then").path("errors");
            boolean valid =
                    schema.validate(vector.path("given").path("checklist")).isEmpty();
            String name = vector.path("name").asText();
            boolean semantic = DEPENDS_ON_ANOTHER_FIELD.contains(name)
                    || (errors.size() == 1
                            && BEYOND_THE_SCHEMA.contains(
                                    errors.get(0).path("code").asText()))
                    || name.equals("a forward reference deep inside");
            assertThat(valid).as(name).isEqualTo(errors.isEmpty() || semantic);
            refused += valid ? 0 : 1;
        }
        assertThat(refused).isGreaterThan(30);
    }

    private static JsonNode read(String resource) throws IOException {
        try (InputStream in = Objects.requireNonNull(ChecklistSchemaTest.class.getResourceAsStream(resource))) {
            return JSON.readTree(in);
        }
    }
}
