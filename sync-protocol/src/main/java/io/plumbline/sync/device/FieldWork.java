package io.plumbline.sync.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.sync.merge.Attempt;
import io.plumbline.sync.merge.VisitState;
import io.plumbline.sync.message.OperationKind;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything a person does to a visit, each as one local unit: when a method returns it is on the disk, and a kill
 * inside leaves all of it or none.
 */
public final class FieldWork {
    private static final String ANSWERS = "answers";
    private static final String NOTES = "notes";
    private static final Set<String> ENDED = Stream.of(
                    VisitState.SUBMITTED,
                    VisitState.ACCEPTED,
                    VisitState.CANCELLED,
                    VisitState.REASSIGNED,
                    VisitState.EXPIRED)
            .map(Enum::name)
            .collect(Collectors.toUnmodifiableSet());

    private final Context context;
    private final Folding folding;
    private final String actor;

    FieldWork(Context context, Folding folding, String actor) {
        this.context = context;
        this.folding = folding;
        this.actor = actor;
    }

    /** Writes an answer; JSON null clears it. */
    public void answer(String visit, String item, JsonNode value) {
        write(visit, ANSWERS, item, value, Set.of());
    }

    /** Writes a note on an item, or on the visit under {@code _visit}. */
    public void note(String visit, String key, JsonNode value) {
        write(visit, NOTES, key, value, Set.of());
    }

    /** Writes an answer by somebody who was shown every value that stands: it settles a conflict. */
    public void resolve(String visit, String item, JsonNode value) {
        Set<String> heads = new TreeSet<>();
        body(context.local(), visit)
                .path(ANSWERS)
                .path(item)
                .path("heads")
                .forEach(head -> heads.add(head.path("op").asText()));
        write(visit, ANSWERS, item, value, heads);
    }

    private void write(String visit, String field, String key, JsonNode value, Set<String> shown) {
        Local local = context.local();
        begin(local, visit);
        List<Local.StoredEdit> edits = local.edits().stream()
                .filter(edit -> edit.visit().equals(visit))
                .toList();
        if (!edits.isEmpty() && !edits.get(0).actor().equals(actor)) {
            folding.fold(local, visit);
        }
        UnsentEdits unsent = local.unsent(visit);
        FieldEdit earlier = (field.equals(ANSWERS) ? unsent.answers() : unsent.notes()).get(key);
        Set<String> base = new TreeSet<>(shown);
        if (earlier != null) {
            base.addAll(earlier.base());
        } else {
            Overlay overlay = view(local, visit);
            base.addAll(field.equals(ANSWERS) ? overlay.answerBase(key) : overlay.noteBase(key));
        }
        local.putEdit(visit, actor, field, key, new FieldEdit(value, context.clock.tick(), new ArrayList<>(base)));
        local.put(context.clock.last());
        local.commit();
    }

    /**
     * Takes a photo or signature: the file is kept and hashed first, then the operation that declares it.
     *
     * @param item it belongs to, or null for the visit
     * @return the photo's id
     */
    public String addPhoto(String visit, @Nullable String item, boolean signature, String contentType, byte[] bytes) {
        String sha256 = sha256(bytes);
        context.storage.keepFile(sha256, bytes);
        Local local = context.local();
        begin(local, visit);
        ObjectNode content = Context.object();
        String id = context.environment.ids().get();
        content.putObject("photo")
                .put("id", id)
                .put("item", item)
                .put("purpose", signature ? "SIGNATURE" : "PHOTO")
                .put("sha256", sha256)
                .put("size", bytes.length)
                .put("contentType", contentType)
                .put("capturedAt", context.wall());
        String operation = folding.add(local, OperationKind.PHOTO_ADD, content, visit, actor);
        local.put(new MediaEntry(
                id,
                local.nextNumber("order"),
                visit,
                operation,
                sha256,
                bytes.length,
                contentType,
                signature,
                false,
                null,
                0,
                0));
        local.commit();
        return id;
    }

    /** Removes a photo that is shown; the operations that added it, as far as they are seen here, lose it. */
    public void removePhoto(String visit, String photo) {
        Local local = context.local();
        begin(local, visit);
        String observed = view(local, visit).photos().get(photo);
        if (observed == null) {
            throw new NotEditableException("the photo is not shown: " + photo);
        }
        ObjectNode content = Context.object().put("photo", photo);
        content.putArray("observed").add(observed);
        folding.add(local, OperationKind.PHOTO_REMOVE, content, visit, actor);
        local.findMedia(photo).ifPresent(local::remove);
        local.commit();
    }

    /**
     * Notes an attempt to ask the customer, or that their number was shown.
     *
     * @param laterAt when to try again, or null
     * @return the attempt's id
     */
    public String attempt(
            String visit, Attempt.Channel channel, Attempt.Outcome outcome, String at, @Nullable String laterAt) {
        Local local = context.local();
        begin(local, visit);
        ObjectNode content = Context.object();
        String id = context.environment.ids().get();
        ObjectNode attempt = content.putObject("attempt")
                .put("id", id)
                .put("channel", channel.name())
                .put("outcome", outcome.name())
                .put("at", at);
        if (laterAt != null) {
            attempt.put("laterAt", laterAt);
        }
        folding.add(local, OperationKind.CALLBACK_ATTEMPT, content, visit, actor);
        local.commit();
        return id;
    }

    /**
     * Asks for the visit to be submitted, with everything written so far before it.
     *
     * @param score what the person was shown, a decimal string; or null
     */
    public void submit(String visit, @Nullable String score) {
        Local local = context.local();
        begin(local, visit);
        folding.fold(local, visit);
        ObjectNode content = Context.object().put("to", "SUBMITTED").put("score", score);
        folding.add(local, OperationKind.STATUS_REQUEST, content, visit, actor);
        local.commit();
    }

    /** What the screen shows. */
    public Overlay view(String visit) {
        return view(context.local(), visit);
    }

    /** Visits of the person that can be written to here. */
    public List<String> openVisits() {
        Local local = context.local();
        List<String> visits = new ArrayList<>();
        for (StoredRow row : local.rows()) {
            if (row.entity().equals("assignment")
                    && row.isOf(actor)
                    && !isEnded(row)
                    && !submitted(local, Folding.visitOf(row))) {
                visits.add(Folding.visitOf(row));
            }
        }
        return visits;
    }

    private static Overlay view(Local local, String visit) {
        List<ObjectNode> pending = local.outbox().stream()
                .filter(entry -> entry.overlay() && entry.visit().equals(visit))
                .map(OutboxEntry::operation)
                .toList();
        return Overlay.of(body(local, visit), pending, local.unsent(visit));
    }

    private static JsonNode body(Local local, String visit) {
        return local.findRow("visit", visit).map(StoredRow::body).orElse(Context.object());
    }

    /** Refuses what cannot be written to; the first write of anything starts the visit. */
    private void begin(Local local, String visit) {
        Optional<StoredRow> assignment = Folding.findAssignment(local, visit).filter(row -> row.isOf(actor));
        if (assignment.isEmpty()) {
            throw new NotEditableException("no assignment of this person for the visit " + visit);
        }
        if (isEnded(assignment.get())) {
            throw new NotEditableException("the visit is " + state(assignment.get()) + ": " + visit);
        }
        if (submitted(local, visit)) {
            throw new NotEditableException("the visit is submitted: " + visit);
        }
        boolean started = body(local, visit).path("startedAt").isTextual()
                || local.outbox().stream()
                        .anyMatch(entry ->
                                entry.visit().equals(visit) && entry.is(OperationKind.VISIT_START) && !entry.parked());
        if (!started) {
            ObjectNode content = Context.object()
                    .put("assignment", assignment.get().id())
                    .put("checklist", assignment.get().body().path("checklist").asText())
                    .put("startedAt", context.wall());
            folding.add(local, OperationKind.VISIT_START, content, visit, actor);
        }
    }

    /** As far as the server's row tells. */
    private static boolean isEnded(StoredRow assignment) {
        return ENDED.contains(state(assignment));
    }

    private static String state(StoredRow assignment) {
        return assignment.body().path("state").asText();
    }

    private static boolean submitted(Local local, String visit) {
        return local.outbox().stream()
                .anyMatch(entry -> entry.visit().equals(visit)
                        && entry.is(OperationKind.STATUS_REQUEST)
                        && entry.overlay()
                        && !entry.parked());
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
