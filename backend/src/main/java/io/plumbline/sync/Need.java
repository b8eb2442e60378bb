package io.plumbline.sync;

import java.util.Map;

/** Something a held operation waits for. */
public record Need(String kind, String key) {
    public static final String MEDIA = "MEDIA";
    public static final String CHECKLIST = "CHECKLIST";

    /** A file that was declared and has not arrived whole, by its SHA-256 in lower-case hex. */
    public static Need media(String sha256) {
        return new Need(MEDIA, sha256);
    }

    /** A checklist version the server does not know yet. */
    public static Need checklist(String versionId) {
        return new Need(CHECKLIST, versionId);
    }

    Map<String, String> wire() {
        return Map.of("kind", kind, kind.equals(MEDIA) ? "sha256" : "id", key);
    }
}
