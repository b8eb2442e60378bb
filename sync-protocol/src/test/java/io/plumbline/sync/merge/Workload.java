package io.plumbline.sync.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.sync.checklist.ChecklistDocument;
import io.plumbline.sync.checklist.ChecklistParser;
import io.plumbline.sync.clock.Hlc;
import io.plumbline.sync.clock.HybridClock;
import io.plumbline.sync.message.Operation;
import io.plumbline.sync.message.OperationParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Several tablets that edit one visit: each sees what it has received so far, names what it sees as bases, and writes.
 * Wall clocks stand, jump back and run ahead.
 */
final class Workload {
    static final String CHECKLIST = "00000000-0000-7000-8000-00000000000c";
    static final String ASSIGNMENT = "00000000-0000-7000-8000-00000000000a";
    static final String VISIT = "00000000-0000-7000-8000-000000000001";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String[] ITEMS = {"q1", "q2", "q3"};
    private static final String[] VALUES = {"x", "y", "z"};
    private static final long DAY = 86_400_000L;

    /** One tablet: what it has received, and its clock. */
    private final class Tablet {
        private final UUID actor;
        private final HybridClock clock;
        private VisitDocument seen = VisitDocument.empty(VISIT, ASSIGNMENT, CHECKLIST);
        private int received;

        private Tablet() {
            actor = uuid();
            long skew = random.nextLong(-DAY, DAY);
            clock = new HybridClock(() -> 1_700_000_000_000L + skew + random.nextLong(-1000, 1000), Hlc.ZERO);
        }

        private void receive() {
            while (received < operations.size()) {
                Operation operation = operations.get(received++);
                seen = fold(seen, operation);
                clock.receive(operation.hlc());
            }
        }

        private void write() {
            ObjectNode body = JSON.createObjectNode();
            body.put("id", uuid().toString());
            body.put("sequence", 1);
            body.put("actor", actor.toString());
            body.put("entity", "visit").put("entityId", VISIT).put("schema", 1);
            int dice = random.nextInt(11);
            if (dice == 10) {
                attempt(body);
            } else if (dice < 7) {
                answers(body);
            } else if (dice < 9 || seen.photos().adds().isEmpty()) {
                addPhoto(body);
            } else {
                removePhoto(body);
            }
            body.put("hlc", clock.tick().toString());
            Operation operation = OperationParser.parse(body).operation().orElseThrow();
            seen = fold(seen, operation);
            own.add(operation);
        }

        private void answers(ObjectNode body) {
            body.put("kind", "answers.set").put("checklist", CHECKLIST);
            ObjectNode answers = body.putObject("answers");
            for (String item : ITEMS) {
                if (random.nextInt(ITEMS.length) == 0 || item.equals(ITEMS[0])) {
                    ObjectNode field = answers.putObject(item);
                    Register register = seen.answers().getOrDefault(item, Register.EMPTY);
                    boolean resolves = random.nextInt(4) == 0;
                    field.put("value", VALUES[random.nextInt(VALUES.length)]);
                    field.put("hlc", clock.tick().toString());
                    ArrayNode base = field.putArray("base");
                    (resolves ? register.heads().stream().map(Head::op).toList() : register.shownBases())
                            .forEach(base::add);
                }
            }
        }

        private void addPhoto(ObjectNode body) {
            body.put("kind", "photo.add");
            body.putObject("photo")
                    .put("id", uuid().toString())
                    .put("purpose", "PHOTO")
                    .put("sha256", "0".repeat(64))
                    .put("size", 1)
                    .put("contentType", "image/jpeg")
                    .put("capturedAt", "2026-11-22T10:42:00Z");
        }

        /** Some with the id of an earlier one, as a device out of its mind would write. */
        private void attempt(ObjectNode body) {
            List<Attempt> made = seen.attempts();
            boolean again = !made.isEmpty() && random.nextInt(4) == 0;
            Attempt.Outcome[] outcomes = Attempt.Outcome.values();
            body.put("kind", "callback.attempt");
            body.putObject("attempt")
                    .put("id", again ? made.get(0).id() : uuid().toString())
                    .put("channel", "TELEPHONE")
                    .put("outcome", outcomes[random.nextInt(outcomes.length)].name())
                    .put("at", "2026-11-22T10:4" + random.nextInt(3) + ":00Z");
        }

        private void removePhoto(ObjectNode body) {
            PhotoSet.Add add = seen.photos().adds().get(0);
            body.put("kind", "photo.remove").put("photo", add.photo().id());
            body.putArray("observed").add(add.op());
        }

        private final List<Operation> own = new ArrayList<>();

        private void send() {
            operations.addAll(own);
            own.clear();
        }
    }

    private final RandomGenerator random;
    private final List<Operation> operations = new ArrayList<>();
    private final ChecklistDocument checklist;

    Workload(RandomGenerator random) {
        this.random = random;
        ObjectNode document =
                JSON.createObjectNode().put("schema", 1).put("code", "w").put("version", 1);
        document.putObject("title").put("zh-CN", "随机");
        ObjectNode section =
                document.putArray("sections").addObject().put("id", "s").put("weight", "1");
        section.putObject("title").put("zh-CN", "随机");
        ArrayNode items = section.putArray("items");
        for (String item : ITEMS) {
            ObjectNode each = items.addObject().put("id", item).put("type", "SINGLE");
            each.putObject("text").put("zh-CN", item);
            ArrayNode options = each.putArray("options");
            for (String value : VALUES) {
                options.addObject().put("id", value).putObject("text").put("zh-CN", value);
            }
        }
        checklist = ChecklistParser.parse(document).require();
    }

    /** The operations of a number of tablets that now and then exchange what they have. */
    List<Operation> run(int tablets, int steps) {
        List<Tablet> all = new ArrayList<>();
        for (int i = 0; i < tablets; i++) {
            all.add(new Tablet());
        }
        for (int step = 0; step < steps; step++) {
            Tablet tablet = all.get(random.nextInt(tablets));
            tablet.write();
            if (random.nextInt(4) == 0) {
                // What a tablet has not sent is not in the list that others receive from.
                tablet.send();
                tablet.receive();
            }
        }
        all.forEach(Tablet::send);
        return List.copyOf(operations);
    }

    VisitDocument fold(VisitDocument document, Operation operation) {
        VisitFold.Result result =
                VisitFold.apply(document, operation, operation.hlc(), null, id -> Optional.of(checklist));
        if (result.outcome().effect() == FoldOutcome.Effect.PARKED) {
            throw new AssertionError("the workload is wrong: " + result.outcome());
        }
        return result.document();
    }

    VisitDocument fold(List<Operation> all) {
        VisitDocument document = VisitDocument.empty(VISIT, ASSIGNMENT, CHECKLIST);
        for (Operation operation : all) {
            document = fold(document, operation);
        }
        return document;
    }

    static JsonNode json(VisitDocument document) {
        return JSON.valueToTree(document);
    }

    private UUID uuid() {
        return new UUID((random.nextLong() & ~0xF000L) | 0x7000L, (random.nextLong() & ~(3L << 62)) | (2L << 62));
    }
}
