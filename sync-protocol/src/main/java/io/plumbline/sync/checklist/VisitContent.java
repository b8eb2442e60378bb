package io.plumbline.sync.checklist;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * What a visit holds as far as its checklist cares.
 *
 * @param answers value by item id; a cleared answer is absent or JSON null
 * @param photos how many photos by item id
 * @param signatures how many signatures by item id
 * @param notes note text by item id
 */
public record VisitContent(
        Map<String, JsonNode> answers,
        Map<String, Integer> photos,
        Map<String, Integer> signatures,
        Map<String, String> notes) {
    public VisitContent {
        answers = Map.copyOf(answers);
        photos = Map.copyOf(photos);
        signatures = Map.copyOf(signatures);
        notes = Map.copyOf(notes);
    }

    /** Answers alone. */
    public static VisitContent ofAnswers(Map<String, JsonNode> answers) {
        return new VisitContent(answers, Map.of(), Map.of(), Map.of());
    }

    int photosOf(String item) {
        return photos.getOrDefault(item, 0);
    }

    int signaturesOf(String item) {
        return signatures.getOrDefault(item, 0);
    }

    boolean hasNote(String item) {
        return !notes.getOrDefault(item, "").isBlank();
    }
}
