package io.plumbline.sync.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.sync.message.CanonicalJson;
import io.plumbline.sync.message.OperationKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the screen shows of a visit: the server's row, over it the own operations the row does not show yet, over these
 * the edits that are in no operation. So nothing a person wrote flickers away while it travels.
 *
 * <p>The caller gives the operations that are in the outbox and those that are receipted but not yet covered by a pull
 * past their {@code visibleAt}. Parked ones stay among them: the person still sees what they wrote.
 */
public final class Overlay {
    private record Shown(JsonNode value, List<String> base) {}

    private final Map<String, Shown> answers = new TreeMap<>();
    private final Map<String, Shown> notes = new TreeMap<>();
    private final Map<String, String> photos = new TreeMap<>();
    private final Map<String, JsonNode> attempts = new LinkedHashMap<>();

    private Overlay() {}

    /**
     * Lays one over the other.
     *
     * @param row the body of the visit's row, or an empty object before the first pull
     * @param pending own operations in the order of their sequence
     * @param unsent edits that are in no operation
     */
    public static Overlay of(JsonNode row, List<? extends JsonNode> pending, UnsentEdits unsent) {
        Overlay overlay = new Overlay();
        overlay.row(row.path("answers"), overlay.answers);
        overlay.row(row.path("notes"), overlay.notes);
        row.path("photos")
                .forEach(photo -> overlay.photos.put(
                        photo.path("id").asText(), photo.path("op").asText()));
        row.path("attempts")
                .forEach(attempt -> overlay.attempts.put(attempt.path("id").asText(), attempt));
        pending.forEach(overlay::operation);
        unsent.answers().forEach((item, edit) -> overlay.answers.put(item, new Shown(edit.value(), edit.base())));
        unsent.notes().forEach((key, edit) -> overlay.notes.put(key, new Shown(edit.value(), edit.base())));
        return overlay;
    }

    /** The values shown, by item id; a cleared answer is JSON null. */
    public ObjectNode answers() {
        return values(answers);
    }

    /** The notes shown. */
    public ObjectNode notes() {
        return values(notes);
    }

    /** The photos shown: id and the operation that added it. */
    public Map<String, String> photos() {
        return Map.copyOf(photos);
    }

    /** The attempts shown, by when they were made and then by id: those of the row, and own ones. */
    public List<JsonNode> attempts() {
        return attempts.values().stream()
                .sorted(Comparator.comparing((JsonNode attempt) ->
                                Instant.parse(attempt.path("at").asText()))
                        .thenComparing(attempt -> attempt.path("id").asText()))
                .toList();
    }

    /** What an edit of the answer names as its bases: every head whose value is the one shown. */
    public List<String> answerBase(String item) {
        Shown shown = answers.get(item);
        return shown == null ? List.of() : shown.base();
    }

    /** The same for a note. */
    public List<String> noteBase(String key) {
        Shown shown = notes.get(key);
        return shown == null ? List.of() : shown.base();
    }

    private void row(JsonNode fields, Map<String, Shown> into) {
        for (Map.Entry<String, JsonNode> each : fields.properties()) {
            JsonNode field = each.getValue();
            String shown = CanonicalJson.text(field.path("value"));
            List<String> base = new ArrayList<>();
            field.path("heads").forEach(head -> {
                if (CanonicalJson.text(head.path("value")).equals(shown)) {
                    base.add(head.path("op").asText());
                }
            });
            if (base.isEmpty()) {
                base.add(field.path("op").asText());
            }
            into.put(each.getKey(), new Shown(field.path("value"), base));
        }
    }

    private void operation(JsonNode operation) {
        String id = operation.path("id").asText();
        String kind = operation.path("kind").asText();
        if (kind.equals(OperationKind.ANSWERS_SET.wire())) {
            own(id, operation.path("answers"), answers);
        } else if (kind.equals(OperationKind.NOTE_ADD.wire())) {
            own(id, operation.path("notes"), notes);
        } else if (kind.equals(OperationKind.PHOTO_ADD.wire())) {
            photos.put(operation.path("photo").path("id").asText(), id);
        } else if (kind.equals(OperationKind.PHOTO_REMOVE.wire())) {
            Set<String> observed = new HashSet<>();
            operation.path("observed").forEach(each -> observed.add(each.asText()));
            photos.values().removeIf(observed::contains);
        } else if (kind.equals(OperationKind.CALLBACK_ATTEMPT.wire())) {
            // One that the row shows already stands as it stands there.
            JsonNode attempt = operation.path("attempt");
            attempts.putIfAbsent(attempt.path("id").asText(), attempt);
        }
    }

    /** An own value hides the row's; the next edit replaces the own one. */
    private static void own(String id, JsonNode fields, Map<String, Shown> into) {
        for (Map.Entry<String, JsonNode> each : fields.properties()) {
            into.put(each.getKey(), new Shown(each.getValue().path("value"), List.of(id)));
        }
    }

    private static ObjectNode values(Map<String, Shown> fields) {
        ObjectNode values = JsonNodeFactory.instance.objectNode();
        fields.forEach((key, shown) -> values.set(key, shown.value()));
        return values;
    }
}
