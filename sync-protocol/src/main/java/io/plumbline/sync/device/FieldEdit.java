package io.plumbline.sync.device;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.sync.clock.Hlc;
import java.util.List;

/**
 * An edit of one field that was not sent yet.
 *
 * @param value what the person wrote; JSON null when they cleared the field
 * @param hlc when, by the device's hybrid clock
 * @param base operations whose value the person saw when they began to edit
 */
public record FieldEdit(JsonNode value, Hlc hlc, List<String> base) {
    public FieldEdit {
        base = List.copyOf(base);
    }
}
