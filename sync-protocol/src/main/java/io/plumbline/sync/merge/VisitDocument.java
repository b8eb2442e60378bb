package io.plumbline.sync.merge;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.plumbline.sync.checklist.VisitContent;
import io.plumbline.sync.clock.Hlc;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A visit as the fold of its operations: everything that merging needs and nothing the server decides (state, score,
 * review). Reads and writes as JSON by field names.
 *
 * @param id the visit
 * @param assignment made together with the visit, by the server
 * @param checklist version id, pinned by the assignment
 * @param started the start that counts, or null
 * @param answers by item id
 * @param notes by item id; {@link #VISIT_NOTE} for the visit's own
 * @param attempts to ask the customer, in the order in which they were made; of visits that are no callbacks none
 */
public record VisitDocument(
        String id,
        String assignment,
        String checklist,
        @Nullable Start started,
        SortedMap<String, Register> answers,
        SortedMap<String, Register> notes,
        PhotoSet photos,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Attempt> attempts) {
    /** The key of the note on the visit as a whole; no item id begins with an underscore. */
    public static final String VISIT_NOTE = "_visit";

    /**
     * A start of the visit.
     *
     * @param at instant by the device's clock
     * @param location where, or JSON null
     */
    public record Start(String op, Hlc hlc, String by, String at, JsonNode location) {
        // A missing field and a JSON null both arrive as a Java null.
        @SuppressWarnings("NullAway")
        public Start {
            location = location == null ? NullNode.getInstance() : location;
        }
    }

    // Documents that were stored before there were attempts have none.
    @SuppressWarnings("NullAway")
    public VisitDocument {
        attempts = attempts == null ? List.of() : List.copyOf(attempts);
        answers = Collections.unmodifiableSortedMap(new TreeMap<>(answers));
        notes = Collections.unmodifiableSortedMap(new TreeMap<>(notes));
    }

    /** A visit nobody has written to. */
    public static VisitDocument empty(String id, String assignment, String checklist) {
        return new VisitDocument(
                id, assignment, checklist, null, new TreeMap<>(), new TreeMap<>(), PhotoSet.EMPTY, List.of());
    }

    /** When the visit was started, by the device's clock. */
    public Optional<Instant> startedAt() {
        return Optional.ofNullable(started).map(start -> Instant.parse(start.at()));
    }

    /** The service date: the local date of the start (ORG-4). */
    public Optional<LocalDate> serviceOn(ZoneId zone) {
        return startedAt().map(at -> at.atZone(zone).toLocalDate());
    }

    /** The fields whose heads differ, as conflicts by id. */
    @JsonIgnore
    public Map<UUID, Conflict> openConflicts() {
        Map<UUID, Conflict> conflicts = new HashMap<>();
        answers.forEach((item, register) -> collect("answers/" + item, register, conflicts));
        notes.forEach((item, register) -> collect("notes/" + item, register, conflicts));
        return conflicts;
    }

    /** The conflict on one field, if its heads differ. */
    public Optional<Conflict> findConflict(String field) {
        int slash = field.indexOf('/');
        SortedMap<String, Register> fields = field.startsWith("notes/") ? notes : answers;
        Register register = fields.getOrDefault(field.substring(slash + 1), Register.EMPTY);
        return register.isConflicting() ? Optional.of(Conflict.of(id, field, register)) : Optional.empty();
    }

    private void collect(String field, Register register, Map<UUID, Conflict> into) {
        if (register.isConflicting()) {
            Conflict conflict = Conflict.of(id, field, register);
            into.put(conflict.id(), conflict);
        }
    }

    /** What the checklist rules see: the winners, and how many files each item has. */
    public VisitContent content() {
        Map<String, JsonNode> values = new HashMap<>();
        answers.forEach((item, register) -> register.winner().ifPresent(winner -> values.put(item, winner.value())));
        Map<String, String> texts = new HashMap<>();
        notes.forEach((item, register) -> register.winner()
                .filter(winner -> winner.value().isTextual())
                .ifPresent(winner -> texts.put(item, winner.value().textValue())));
        Map<String, Integer> pictures = new HashMap<>();
        Map<String, Integer> signatures = new HashMap<>();
        for (PhotoSet.Add add : photos.shown()) {
            String item = add.photo().item();
            if (item != null) {
                (add.photo().purpose() == Photo.Purpose.PHOTO ? pictures : signatures).merge(item, 1, Integer::sum);
            }
        }
        return new VisitContent(values, pictures, signatures, texts);
    }

    VisitDocument withStarted(Start start) {
        return new VisitDocument(id, assignment, checklist, start, answers, notes, photos, attempts);
    }

    VisitDocument withAnswers(Map<String, Register> changed) {
        TreeMap<String, Register> next = new TreeMap<>(answers);
        next.putAll(changed);
        return new VisitDocument(id, assignment, checklist, started, next, notes, photos, attempts);
    }

    VisitDocument withNotes(Map<String, Register> changed) {
        TreeMap<String, Register> next = new TreeMap<>(notes);
        next.putAll(changed);
        return new VisitDocument(id, assignment, checklist, started, answers, next, photos, attempts);
    }

    VisitDocument withPhotos(PhotoSet next) {
        return new VisitDocument(id, assignment, checklist, started, answers, notes, next, attempts);
    }

    VisitDocument withAttempts(List<Attempt> next) {
        return new VisitDocument(id, assignment, checklist, started, answers, notes, photos, next);
    }

    /** Whether the customer was asked by somebody who stood before them. */
    @JsonIgnore
    public boolean isAskedOnSite() {
        return attempts.stream()
                .anyMatch(attempt ->
                        attempt.channel() == Attempt.Channel.ON_SITE && attempt.outcome() == Attempt.Outcome.REACHED);
    }
}
