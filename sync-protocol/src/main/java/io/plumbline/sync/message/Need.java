package io.plumbline.sync.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What a held operation waits for.
 *
 * @param kind {@code MEDIA} or {@code CHECKLIST}
 * @param sha256 of the file a MEDIA need waits for
 * @param id of the version a CHECKLIST need waits for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Need(
        String kind, @Nullable String sha256, @Nullable String id) {
    /** Waits until the file is here and verified. */
    public static Need media(String sha256) {
        return new Need("MEDIA", sha256, null);
    }

    /** Waits until the checklist version is known. */
    public static Need checklist(String versionId) {
        return new Need("CHECKLIST", null, versionId);
    }
}
