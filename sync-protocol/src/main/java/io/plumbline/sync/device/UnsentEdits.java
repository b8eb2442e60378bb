package io.plumbline.sync.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.sync.clock.Hlc;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The edits of one visit that no operation carries yet, folded per field: the last value counts, with the base of the
 * first. Each is on the device's disk before the screen says so; a batch takes them all in one operation per kind.
 *
 * @param answers by item id
 * @param notes by item id, or {@code _visit}
 */
public record UnsentEdits(SortedMap<String, FieldEdit> answers, SortedMap<String, FieldEdit> notes) {
    /** Nothing unsent. */
    public static final UnsentEdits NONE = new UnsentEdits(new TreeMap<>(), new TreeMap<>());

    public UnsentEdits {
        answers = Collections.unmodifiableSortedMap(new TreeMap<>(answers));
        notes = Collections.unmodifiableSortedMap(new TreeMap<>(notes));
    }

    /**
     * With an answer more.
     *
     * @param base what the overlay says for the field, see {@link Overlay#answerBase}; not used when the field has an
     *     unsent edit already
     */
    public UnsentEdits answer(String item, JsonNode value, Hlc hlc, List<String> base) {
        return new UnsentEdits(edited(answers, item, value, hlc, base), notes);
    }

    /** With a note more; the same for notes. */
    public UnsentEdits note(String key, JsonNode value, Hlc hlc, List<String> base) {
        return new UnsentEdits(answers, edited(notes, key, value, hlc, base));
    }

    /** Whether there is nothing to send. */
    public boolean none() {
        return answers.isEmpty() && notes.isEmpty();
    }

    /**
     * The same edits in parts, so that no operation gets too large: as many fields in each as fit.
     *
     * @param most bytes of a part, roughly; a field larger than that is a part of its own
     */
    public List<UnsentEdits> parts(int most) {
        List<UnsentEdits> parts = new ArrayList<>();
        UnsentEdits part = NONE;
        int size = 0;
        for (Map.Entry<String, FieldEdit> each : answers.entrySet()) {
            int bytes = roughly(each);
            if (size > 0 && size + bytes > most) {
                parts.add(part);
                part = NONE;
                size = 0;
            }
            FieldEdit edit = each.getValue();
            part = part.answer(each.getKey(), edit.value(), edit.hlc(), edit.base());
            size += bytes;
        }
        for (Map.Entry<String, FieldEdit> each : notes.entrySet()) {
            int bytes = roughly(each);
            if (size > 0 && size + bytes > most) {
                parts.add(part);
                part = NONE;
                size = 0;
            }
            FieldEdit edit = each.getValue();
            part = part.note(each.getKey(), edit.value(), edit.hlc(), edit.base());
            size += bytes;
        }
        if (!part.none()) {
            parts.add(part);
        }
        return parts;
    }

    /** A character is three bytes of UTF-8 at most, and a base is an id of 36 characters. */
    private static int roughly(Map.Entry<String, FieldEdit> field) {
        FieldEdit edit = field.getValue();
        return 3 * edit.value().toString().length()
                + 40 * edit.base().size()
                + field.getKey().length()
                + 80;
    }

    /** The {@code answers} of an {@code answers.set} operation. */
    public ObjectNode answersBody() {
        return body(answers);
    }

    /** The {@code notes} of a {@code note.add} operation. */
    public ObjectNode notesBody() {
        return body(notes);
    }

    private static SortedMap<String, FieldEdit> edited(
            SortedMap<String, FieldEdit> fields, String key, JsonNode value, Hlc hlc, List<String> base) {
        TreeMap<String, FieldEdit> next = new TreeMap<>(fields);
        next.merge(key, new FieldEdit(value, hlc, base), (old, edit) -> new FieldEdit(value, hlc, old.base()));
        return next;
    }

    private static ObjectNode body(Map<String, FieldEdit> fields) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        fields.forEach((key, edit) -> {
            ObjectNode field = body.putObject(key);
            field.set("value", edit.value());
            field.put("hlc", edit.hlc().toString());
            edit.base().forEach(field.putArray("base")::add);
        });
        return body;
    }
}
