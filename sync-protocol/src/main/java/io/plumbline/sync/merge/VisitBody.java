package io.plumbline.sync.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.sync.checklist.ScoreResult;
import java.time.Instant;
import java.time.LocalDate;
import java.util.SortedMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The body of a visit's row as a device receives it. */
public final class VisitBody {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * What the server decides about a visit.
     *
     * @param serviceOn the service date, or null before the start
     * @param submittedAt when the server took the submission, or null
     * @param score the result of the last submission, or null
     * @param review {@code {"state","reason","remarks":[…]}}, or null
     * @param collected of a submitted callback, who collected it; else null
     * @param verified whether the file with this SHA-256 is here and verified
     */
    public record Facts(
            VisitState state,
            @Nullable LocalDate serviceOn,
            @Nullable Instant submittedAt,
            @Nullable ScoreResult score,
            @Nullable JsonNode review,
            @Nullable Collected collected,
            Predicate<String> verified) {}

    private VisitBody() {}

    /** The row's body. */
    public static ObjectNode of(VisitDocument visit, Facts facts) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("id", visit.id());
        body.put("assignment", visit.assignment());
        body.put("checklist", visit.checklist());
        body.put("state", facts.state().name());
        VisitDocument.Start started = visit.started();
        body.put("startedAt", started == null ? null : started.at());
        body.put(
                "serviceOn",
                facts.serviceOn() == null ? null : facts.serviceOn().toString());
        body.put(
                "submittedAt",
                facts.submittedAt() == null ? null : facts.submittedAt().toString());
        body.set("answers", fields(visit, "answers", visit.answers()));
        body.set("notes", fields(visit, "notes", visit.notes()));
        ArrayNode photos = body.putArray("photos");
        for (PhotoSet.Add add : visit.photos().shown()) {
            ObjectNode photo = JSON.valueToTree(add.photo());
            photo.put("op", add.op());
            photo.put("verified", facts.verified().test(add.photo().sha256()));
            photos.add(photo);
        }
        if (!visit.attempts().isEmpty()) {
            ArrayNode attempts = body.putArray("attempts");
            visit.attempts().forEach(attempt -> attempts.add(attempt(attempt)));
        }
        if (facts.collected() != null) {
            body.put("collected", facts.collected().name());
        }
        body.set("score", facts.score() == null ? null : JSON.valueToTree(facts.score()));
        body.set("review", facts.review());
        return body;
    }

    /** Conflict record as a device receives it, but for the authors' names, which the server puts in. */
    public static ObjectNode conflict(Conflict conflict, boolean open) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("id", conflict.id().toString());
        body.put("visit", conflict.visit());
        body.put("field", conflict.field());
        ArrayNode heads = body.putArray("heads");
        for (Head head : conflict.heads()) {
            ObjectNode each = heads.addObject();
            each.put("operation", head.op());
            each.set("value", head.value());
            each.put("author", head.by());
            each.put("device", head.device());
            each.put("hlc", head.hlc().toString());
            each.put("at", head.at());
        }
        body.put("winner", conflict.winner());
        body.put("state", open ? "OPEN" : "CLOSED");
        return body;
    }

    private static ObjectNode attempt(Attempt attempt) {
        ObjectNode body = JSON.valueToTree(attempt);
        body.remove("hlc");
        return body;
    }

    private static ObjectNode fields(VisitDocument visit, String name, SortedMap<String, Register> registers) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        registers.forEach((key, register) -> register.winner().ifPresent(winner -> {
            ObjectNode field = fields.putObject(key);
            field.set("value", winner.value());
            field.put("op", winner.op());
            field.put("hlc", winner.hlc().toString());
            field.put("by", winner.by());
            field.put(
                    "conflict",
                    visit.findConflict(name + "/" + key)
                            .map(conflict -> conflict.id().toString())
                            .orElse(null));
            if (register.heads().size() > 1) {
                ArrayNode heads = field.putArray("heads");
                for (Head head : register.heads()) {
                    ObjectNode each = heads.addObject();
                    each.put("op", head.op());
                    each.set("value", head.value());
                    each.put("hlc", head.hlc().toString());
                    each.put("by", head.by());
                }
            }
        }));
        return fields;
    }
}
