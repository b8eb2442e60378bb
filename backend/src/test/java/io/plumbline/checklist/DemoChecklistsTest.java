package io.plumbline.checklist;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.sync.checklist.ChecklistDocument;
import io.plumbline.sync.checklist.ChecklistParser;
import io.plumbline.sync.checklist.Item;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoChecklistsTest {
    @ParameterizedTest
    @CsvSource({"store-mystery,6,45", "installation-callback,3,16"})
    void areValidAndInBothLanguages(String name, int sections, long items) throws IOException {
        ChecklistParser.Result result;
        try (InputStream stream = getClass().getResourceAsStream("/demo/checklists/" + name + ".json")) {
            result = ChecklistParser.parse(new ObjectMapper().readTree(stream));
        }
        assertThat(result.errors()).isEmpty();
        ChecklistDocument document = result.require();
        assertThat(document.code()).isEqualTo(name);
        assertThat(document.sections()).hasSize(sections);
        assertThat(document.items()).hasSize((int) items);
        assertThat(document.items())
                .allSatisfy(item -> assertThat(item.text().en()).isNotBlank());
        assertThat(document.items().filter(Item::critical)).isNotEmpty();
    }
}
