package io.plumbline.demo.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A checklist filled in.
 *
 * @param answers value by item id, as on the wire
 * @param notes text by item id, or {@code _visit}
 * @param score what the device shows; null when nothing was scored
 */
public record FilledSheet(
        SortedMap<String, JsonNode> answers,
        SortedMap<String, String> notes,
        List<Photo> photos,
        @Nullable String score) {
    /** A photo or signature for an item. {@code picture} says which of the demo's pictures it is. */
    public record Photo(String item, boolean signature, PictureKind kind, int picture) {}
}
