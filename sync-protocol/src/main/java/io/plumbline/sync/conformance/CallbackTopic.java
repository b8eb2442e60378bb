package io.plumbline.sync.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.sync.merge.CallbackStanding;

/**
 * The topic {@code callback-standing}: attempts are pushed on a callback in the vector's order, then it is submitted
 * without its one answer. That is taken when the attempts ended it, and then there is no score.
 */
final class CallbackTopic implements Topic {
    private static final String ZONE = "Asia/Shanghai";
    private static final String ITEM = "q1";

    private final Bench bench;

    CallbackTopic(Bench bench) {
        this.bench = bench;
    }

    @Override
    public void hold(Vector vector) {
        JsonNode given = vector.given();
        if (!given.path("zone").asText().equals(ZONE) || given.path("retries").asInt() != CallbackStanding.RETRIES) {
            throw new NotApplicable("the organisation the run is made in has its own zone and retries");
        }
        ObjectNode item = Checklists.item(ITEM, "YES_NO").put("points", "1").put("required", true);
        Task task = bench.callback(Checklists.of(Json.array().add(item)));
        Tablet tablet = bench.tablet();
        Ids ids = Ids.of(java.util.Set.of());
        ArrayNode operations = Json.array().add(Operations.start(task, tablet));
        for (JsonNode attempt : given.path("attempts")) {
            ObjectNode operation = Operations.on(task, tablet, Ids.fresh(), "callback.attempt", Operations.now());
            operation.set("attempt", ids.in(attempt));
            operations.add(operation);
        }
        operations.add(Operations.submit(task, tablet));
        ArrayNode receipts = tablet.push(operations);
        JsonNode receipt = receipts.path(receipts.size() - 1);
        boolean ended = vector.then().path("ended").asBoolean();
        ObjectNode expected = Json.object().put("status", ended ? "applied" : "parked");
        expected.put("pointer", ended ? null : "/answers/" + ITEM);
        ObjectNode got = Json.object();
        got.set("status", receipt.path("status"));
        got.set("pointer", receipt.path("pointer"));
        Mismatch.unlessEqual("The submission is answered otherwise: " + receipt, expected, got);
        if (ended) {
            JsonNode score = bench.visit(task, receipt).path("score").path("score");
            if (!score.isNull()) {
                throw new Mismatch("A callback that ended has a score.", Json.text("null"), score);
            }
        }
    }
}
