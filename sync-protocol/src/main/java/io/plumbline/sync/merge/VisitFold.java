package io.plumbline.sync.merge;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.sync.checklist.AnswerValues;
import io.plumbline.sync.checklist.ChecklistDocument;
import io.plumbline.sync.checklist.Item;
import io.plumbline.sync.clock.Hlc;
import io.plumbline.sync.message.Operation;
import io.plumbline.sync.message.OperationKind;
import io.plumbline.sync.message.OperationParser;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Folds operations into a visit document.
 *
 * <p>The problem: tablets deliver late, twice and in any order, and two of them may edit one visit. Replaying sorted
 * logs would be right and slow, and applying what comes in the order it comes would be fast and wrong. So the document
 * keeps, per field, the heads of the base graph and the ids ever named as base ({@link Register}), per photo the
 * additions and removals seen ({@link PhotoSet}), and of the starts the earliest. Each of these grows by joining, and
 * joining does not care about order or repetition: the same set of operations gives the same document.
 *
 * <p>An answer merges with the earlier of its own time and its operation's effective time, so that a suspect clock
 * takes its answers back with it.
 *
 * <p>Content never throws: what is wrong with it comes back as a parked or held outcome, with the document unchanged.
 */
public final class VisitFold {
    private static final Comparator<VisitDocument.Start> EARLIER =
            Comparator.comparing(VisitDocument.Start::hlc).thenComparing(VisitDocument.Start::op);

    /**
     * One step of a fold.
     *
     * @param document the document after the operation
     * @param outcome what the operation came to
     */
    public record Result(VisitDocument document, FoldOutcome outcome) {}

    private final VisitDocument visit;
    private final Operation operation;
    private final OperationKind kind;
    private final String op;
    private final Hlc effective;
    private final @Nullable String device;

    private VisitFold(VisitDocument visit, Operation operation, Hlc effective, @Nullable UUID device) {
        this.visit = visit;
        this.operation = operation;
        this.kind = OperationKind.find(operation.kind())
                .orElseThrow(() -> new IllegalArgumentException("no kind of a visit: " + operation.kind()));
        this.op = operation.id().toString();
        this.effective = effective;
        this.device = device == null ? null : device.toString();
    }

    /**
     * Folds one operation.
     *
     * @param visit the document so far; its id is the operation's entity
     * @param operation any operation on this visit, however late or often
     * @param effective the operation's effective time, the same at every replay
     * @param device the device that wrote it, for showing conflicts; or null
     * @param checklists must know the visit's checklist version, else the operation is held
     */
    public static Result apply(
            VisitDocument visit,
            Operation operation,
            Hlc effective,
            @Nullable UUID device,
            ChecklistLookup checklists) {
        if (!visit.id().equals(operation.entityId().toString())) {
            throw new IllegalArgumentException("the operation is on another visit");
        }
        return new VisitFold(visit, operation, effective, device).apply(checklists);
    }

    private Result apply(ChecklistLookup checklists) {
        // No version can come that has no id, so nothing waits for one; what names a checklist is checked below.
        Optional<UUID> named = OperationParser.findUuid(operation.body().path("checklist"));
        if (named.isPresent() && checklists.find(named.get().toString()).isEmpty()) {
            return new Result(visit, FoldOutcome.unknownChecklist(named.get().toString()));
        }
        Optional<ChecklistDocument> pinned = checklists.find(visit.checklist());
        if (pinned.isEmpty()) {
            return new Result(visit, FoldOutcome.unknownChecklist(visit.checklist()));
        }
        ContentCheck check = new ContentCheck(visit, operation, pinned.get());
        ContentError error = error(check);
        if (error != null) {
            return new Result(visit, FoldOutcome.parked(error));
        }
        return switch (kind) {
            case VISIT_START -> start();
            case ANSWERS_SET -> fields("answers", visit.answers(), check, VisitDocument::withAnswers);
            case NOTE_ADD -> fields("notes", visit.notes(), check, VisitDocument::withNotes);
            case PHOTO_ADD -> addPhoto();
            case PHOTO_REMOVE -> removePhoto();
            case CALLBACK_ATTEMPT -> attempt();
            case STATUS_REQUEST -> new Result(visit, FoldOutcome.request());
        };
    }

    private @Nullable ContentError error(ContentCheck check) {
        boolean namesChecklist = kind == OperationKind.VISIT_START || kind == OperationKind.ANSWERS_SET;
        ContentError error = namesChecklist ? check.pinnedChecklist() : null;
        error = error == null ? check.text() : error;
        if (error != null) {
            return error;
        }
        return switch (kind) {
            case VISIT_START -> check.start();
            case ANSWERS_SET -> check.answers();
            case NOTE_ADD -> check.notes();
            case PHOTO_ADD -> check.photo();
            case PHOTO_REMOVE -> check.photoRemoval();
            case CALLBACK_ATTEMPT -> check.attempt();
            case STATUS_REQUEST -> check.statusRequest();
        };
    }

    /** Of several starts the earliest counts: two devices may both have been told to begin. */
    private Result start() {
        JsonNode body = operation.body();
        VisitDocument.Start start = new VisitDocument.Start(
                op,
                effective,
                operation.actor().toString(),
                body.path("startedAt").textValue(),
                AnswerValues.canonicalLocation(body.path("location")));
        VisitDocument.Start first = visit.started();
        boolean stands = first == null || EARLIER.compare(start, first) <= 0;
        return new Result(stands ? visit.withStarted(start) : visit, FoldOutcome.of(stands, List.of()));
    }

    private Result fields(
            String name,
            SortedMap<String, Register> registers,
            ContentCheck check,
            BiFunction<VisitDocument, Map<String, Register>, VisitDocument> replace) {
        Map<String, Register> changed = new HashMap<>();
        boolean stands = false;
        for (Map.Entry<String, JsonNode> each : operation.body().path(name).properties()) {
            String key = each.getKey();
            JsonNode field = each.getValue();
            Item item = name.equals("answers") ? check.item(key) : null;
            JsonNode value = field.path("value");
            Head head = new Head(
                    op,
                    item == null ? value : AnswerValues.canonical(item, value),
                    Hlc.min(OperationParser.findHlc(field.path("hlc")).orElseThrow(), effective),
                    operation.actor().toString(),
                    device,
                    operation.wall() == null ? null : operation.wall().toString());
            Register register = registers.getOrDefault(key, Register.EMPTY).with(head, ids(field.path("base")));
            changed.put(key, register);
            stands |= register.isHead(op);
        }
        VisitDocument next = replace.apply(visit, changed);
        List<UUID> conflicts = changed.keySet().stream()
                .sorted()
                .filter(key -> Objects.requireNonNull(changed.get(key)).isHead(op))
                .flatMap(key -> next.findConflict(name + "/" + key).stream())
                .map(Conflict::id)
                .toList();
        return new Result(next, FoldOutcome.of(stands, conflicts));
    }

    private Result addPhoto() {
        JsonNode photo = operation.body().path("photo");
        PhotoSet.Add add = new PhotoSet.Add(
                op,
                effective,
                operation.actor().toString(),
                new Photo(
                        photo.path("id").textValue(),
                        photo.path("item").textValue(),
                        ContentCheck.findPurpose(photo).orElseThrow(),
                        photo.path("sha256").textValue(),
                        photo.path("size").longValue(),
                        photo.path("contentType").textValue(),
                        photo.path("capturedAt").textValue(),
                        AnswerValues.canonicalLocation(photo.path("location")),
                        photo.path("width").isInt() ? photo.path("width").intValue() : null,
                        photo.path("height").isInt() ? photo.path("height").intValue() : null));
        PhotoSet photos = visit.photos().with(add);
        boolean stands = !photos.removed().contains(op);
        return new Result(visit.withPhotos(photos), FoldOutcome.of(stands, List.of()));
    }

    private Result removePhoto() {
        PhotoSet photos = visit.photos().without(ids(operation.body().path("observed")));
        return new Result(visit.withPhotos(photos), FoldOutcome.of(true, List.of()));
    }

    private Result attempt() {
        JsonNode body = operation.body().path("attempt");
        Attempt attempt = new Attempt(
                body.path("id").textValue(),
                Attempt.Channel.valueOf(body.path("channel").textValue()),
                Attempt.Outcome.valueOf(body.path("outcome").textValue()),
                body.path("at").textValue(),
                body.path("laterAt").textValue(),
                op,
                effective,
                operation.actor().toString());
        List<Attempt> attempts = Attempt.joined(visit.attempts(), attempt);
        boolean stands = attempts.stream().anyMatch(each -> each.op().equals(op));
        return new Result(visit.withAttempts(attempts), FoldOutcome.of(stands, List.of()));
    }

    private static Collection<String> ids(JsonNode array) {
        List<String> ids = new ArrayList<>();
        array.forEach(each -> ids.add(each.textValue()));
        return ids;
    }
}
