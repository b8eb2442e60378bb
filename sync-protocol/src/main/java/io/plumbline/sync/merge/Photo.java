package io.plumbline.sync.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import org.jspecify.annotations.Nullable;

/**
 * A photo or drawn signature as declared by the device (FLD-7).
 *
 * @param id made by the device
 * @param item the item it belongs to, or null for the visit
 * @param purpose what it counts as
 * @param sha256 of the file, 64 lower-case hexadecimal digits
 * @param size bytes
 * @param contentType image/jpeg, image/png or image/webp
 * @param capturedAt instant by the device's clock
 * @param location where, or JSON null
 * @param width pixels, or null
 * @param height pixels, or null
 */
public record Photo(
        String id,
        @Nullable String item,
        Purpose purpose,
        String sha256,
        long size,
        String contentType,
        String capturedAt,
        JsonNode location,
        @Nullable Integer width,
        @Nullable Integer height) {
    /** What a file counts as. */
    public enum Purpose {
        PHOTO,
        SIGNATURE
    }

    // A missing field and a JSON null both arrive as a Java null.
    @SuppressWarnings("NullAway")
    public Photo {
        location = location == null ? NullNode.getInstance() : location;
    }
}
