package io.plumbline.sync.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.sync.message.OperationKind;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes operations: of edits, or of one thing a person did. Always inside the unit of whoever calls. */
final class Folding {
    /** An operation of answers longer than this is written as several, well below what a server takes as one. */
    private static final int OPERATION_BYTES = 128 * 1024;

    private final Context context;

    Folding(Context context) {
        this.context = context;
    }

    /** Turns all edits into operations. */
    void foldAll(Local local) {
        Set<String> visits = new LinkedHashSet<>();
        local.edits().forEach(edit -> visits.add(edit.visit()));
        visits.forEach(visit -> fold(local, visit));
    }

    /** Turns the edits of a visit into operations of their author. */
    void fold(Local local, String visit) {
        List<Local.StoredEdit> edits = local.edits().stream()
                .filter(edit -> edit.visit().equals(visit))
                .toList();
        if (edits.isEmpty()) {
            return;
        }
        String actor = edits.get(0).actor();
        for (UnsentEdits part : local.unsent(visit).parts(OPERATION_BYTES)) {
            add(
                    local,
                    outbox -> outbox.take(part, author(local, visit, actor), context.environment.ids(), context.clock));
        }
        edits.forEach(local::remove);
    }

    /** Puts one operation into the outbox and gives its id. */
    String add(Local local, OperationKind kind, ObjectNode content, String visit, String actor) {
        return add(
                local,
                outbox -> outbox.add(
                        kind, content, author(local, visit, actor), context.environment.ids(), context.clock));
    }

    private interface Change {
        Outbox of(Outbox outbox);
    }

    private String add(Local local, Change change) {
        Identity identity = local.identity().orElseThrow(() -> new NotEditableException("the device is not enrolled"));
        Outbox outbox = change.of(new Outbox(identity.sequence(), List.of()));
        String id = "";
        for (ObjectNode operation : outbox.operations()) {
            local.put(OutboxEntry.queued(local.nextNumber("order"), identity.incarnation(), operation));
            id = operation.path("id").asText();
        }
        local.put(identity.withSequence(outbox.sequence()));
        local.put(context.clock.last());
        return id;
    }

    private Outbox.Author author(Local local, String visit, String actor) {
        Map<String, Long> known = new HashMap<>();
        Optional<StoredRow> assignment = findAssignment(local, visit);
        assignment.ifPresent(row -> known.put("assignment", row.rev()));
        String checklist =
                assignment.map(row -> row.body().path("checklist").asText()).orElse("");
        return new Outbox.Author(actor, known, visit, checklist, context.wall());
    }

    /** The assignment's row of a visit. */
    static Optional<StoredRow> findAssignment(Local local, String visit) {
        return local.rows().stream()
                .filter(row -> row.entity().equals("assignment"))
                .filter(row -> row.body().path("visit").asText().equals(visit))
                .findFirst();
    }

    /** The visit that a row belongs to, empty text when it belongs to none. */
    static String visitOf(StoredRow row) {
        JsonNode body = row.body();
        return switch (row.entity()) {
            case "assignment" -> body.path("visit").asText();
            case "visit" -> row.id();
            default -> "";
        };
    }
}
