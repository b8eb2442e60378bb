package io.plumbline.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.sync.clock.EffectiveHlc;
import io.plumbline.sync.clock.Hlc;
import io.plumbline.sync.clock.HybridClock;
import io.plumbline.sync.merge.Attempt;
import io.plumbline.sync.merge.CallbackStanding;
import io.plumbline.sync.merge.Conflict;
import io.plumbline.sync.merge.Head;
import io.plumbline.sync.merge.Photo;
import io.plumbline.sync.merge.PhotoSet;
import io.plumbline.sync.merge.Register;
import io.plumbline.sync.merge.VisitState;
import io.plumbline.sync.merge.VisitStates;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** The topics of {@code conformance/v1/clock} and {@code conformance/v1/merge}. */
final class MergeVectors {
    static final Map<String, VectorRunner> RUNNERS = Map.of(
            "clock", MergeVectors::clock,
            "effective-hlc", MergeVectors::effectiveHlc,
            "register", MergeVectors::register,
            "photo-set", MergeVectors::photoSet,
            "conflict-id", MergeVectors::conflictId,
            "visit-states", MergeVectors::visitStates,
            "callback-standing", MergeVectors::callbackStanding);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ORDERS = 24;

    private MergeVectors() {}

    private static void clock(JsonNode vector) {
        AtomicLong wall = new AtomicLong();
        HybridClock clock = new HybridClock(
                wall::get, Hlc.parse(vector.path("given").path("last").asText()));
        ArrayNode times = JSON.createArrayNode();
        for (JsonNode step : vector.path("when").path("steps")) {
            wall.set(step.path("wall").longValue());
            Hlc time = step.has("receive")
                    ? clock.receive(Hlc.parse(step.path("receive").asText()))
                    : clock.tick();
            times.add(time.toString());
        }
        assertThat(times).isEqualTo(vector.path("then").path("times"));
    }

    private static void effectiveHlc(JsonNode vector) {
        JsonNode given = vector.path("given");
        JsonNode result = JSON.valueToTree(EffectiveHlc.of(
                Hlc.parse(given.path("received").asText()),
                Hlc.parse(given.path("previous").asText()),
                Hlc.parse(given.path("server").asText())));
        assertThat(result).isEqualTo(vector.path("then"));
    }

    /** In the order given and in others: the vector holds in every order. */
    private static void register(JsonNode vector) {
        List<JsonNode> writes = new ArrayList<>();
        vector.path("given").path("writes").forEach(writes::add);
        Random random = new Random(1);
        for (int order = 0; order < ORDERS; order++) {
            Register register = Register.EMPTY;
            for (JsonNode write : writes) {
                Head head = new Head(
                        write.path("op").asText(),
                        write.path("value"),
                        Hlc.parse(write.path("hlc").asText()),
                        "somebody",
                        null,
                        null);
                List<String> bases = new ArrayList<>();
                write.path("base").forEach(base -> bases.add(base.asText()));
                register = register.with(head, bases);
            }
            ObjectNode then = JSON.createObjectNode();
            then.set(
                    "heads",
                    JSON.valueToTree(register.heads().stream().map(Head::op).toList()));
            then.put("winner", register.winner().map(Head::op).orElse(null));
            then.put("conflict", register.isConflicting());
            then.set("shownBases", JSON.valueToTree(register.shownBases()));
            assertThat(then).as("order %d", order).isEqualTo(vector.path("then"));
            Collections.shuffle(writes, random);
        }
    }

    private static void photoSet(JsonNode vector) {
        List<JsonNode> operations = new ArrayList<>();
        vector.path("given").path("operations").forEach(operations::add);
        Random random = new Random(1);
        for (int order = 0; order < ORDERS; order++) {
            PhotoSet photos = PhotoSet.EMPTY;
            for (JsonNode operation : operations) {
                if (operation.path("do").asText().equals("add")) {
                    Hlc hlc = Hlc.parse(operation.path("hlc").asText());
                    Photo photo = photo(operation.path("photo").asText());
                    photos = photos.with(new PhotoSet.Add(operation.path("op").asText(), hlc, "somebody", photo));
                } else {
                    List<String> observed = new ArrayList<>();
                    operation.path("observed").forEach(each -> observed.add(each.asText()));
                    photos = photos.without(observed);
                }
            }
            ObjectNode then = JSON.createObjectNode();
            ArrayNode shown = then.putArray("shown");
            photos.shown()
                    .forEach(add ->
                            shown.addObject().put("photo", add.photo().id()).put("op", add.op()));
            then.set("removed", JSON.valueToTree(photos.removed()));
            assertThat(then).as("order %d", order).isEqualTo(vector.path("then"));
            Collections.shuffle(operations, random);
        }
    }

    private static Photo photo(String id) {
        return new Photo(
                id,
                null,
                Photo.Purpose.PHOTO,
                "0".repeat(64),
                1,
                "image/jpeg",
                "2026-11-22T10:42:00Z",
                NullNode.getInstance(),
                null,
                null);
    }

    private static void conflictId(JsonNode vector) {
        JsonNode given = vector.path("given");
        List<String> heads = new ArrayList<>();
        given.path("heads").forEach(each -> heads.add(each.asText()));
        assertThat(Conflict.id(given.path("visit").asText(), given.path("field").asText(), heads))
                .hasToString(vector.path("then").path("id").asText());
    }

    private static void visitStates(JsonNode vector) {
        JsonNode given = vector.path("given");
        VisitState from = VisitState.valueOf(given.path("from").asText());
        VisitState to = VisitState.valueOf(given.path("to").asText());
        for (VisitStates.Asker asker : VisitStates.Asker.values()) {
            assertThat(VisitStates.decide(from, to, asker))
                    .as(asker.name())
                    .hasToString(vector.path("then").path(asker.name()).asText());
        }
    }

    /** In the order given and in others: what the attempts come to does not depend on who tells of them first. */
    private static void callbackStanding(JsonNode vector) {
        JsonNode given = vector.path("given");
        List<JsonNode> told = new ArrayList<>();
        given.path("attempts").forEach(told::add);
        Random random = new Random(1);
        for (int order = 0; order < ORDERS; order++) {
            List<Attempt> attempts = List.of();
            for (JsonNode each : told) {
                attempts = Attempt.joined(attempts, attempt(each));
            }
            CallbackStanding standing = CallbackStanding.of(
                    attempts,
                    given.path("retries").intValue(),
                    ZoneId.of(given.path("zone").asText()));
            ObjectNode then = JSON.valueToTree(standing);
            then.put("ended", standing.ended());
            assertThat(then).as("order %d", order).isEqualTo(vector.path("then"));
            Collections.shuffle(told, random);
        }
    }

    private static Attempt attempt(JsonNode told) {
        String id = told.path("id").asText();
        return new Attempt(
                id,
                Attempt.Channel.valueOf(told.path("channel").asText()),
                Attempt.Outcome.valueOf(told.path("outcome").asText()),
                told.path("at").asText(),
                null,
                id,
                Hlc.ZERO,
                "somebody");
    }
}
