package io.plumbline.sync.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.sync.message.OperationKind;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An operation on this device.
 *
 * @param order of writing, over all incarnations
 * @param overlay whether the screen must add it to what the server sent
 * @param check whether the server must be asked if it still has it
 * @param brought whether the visit's row came by a request sent after the receipt was stored: then it shows the effect
 * @param incarnation the one its sequence counts in
 * @param receipt the last receipt, or null
 * @param receivedAt server time of the durable receipt, milliseconds since 1970; 0 before
 * @param operation as it goes over the wire
 */
record OutboxEntry(
        long order,
        State state,
        boolean overlay,
        boolean check,
        boolean brought,
        int incarnation,
        @Nullable JsonNode receipt,
        long receivedAt,
        ObjectNode operation) {
    /** How far it got. */
    enum State {
        /** Never sent. */
        QUEUED,
        /** Sent at least once; nothing says that the server has it. */
        SENT,
        /** A durable receipt is stored. */
        FINAL
    }

    static OutboxEntry queued(long order, int incarnation, ObjectNode operation) {
        return new OutboxEntry(order, State.QUEUED, true, false, false, incarnation, null, 0, operation);
    }

    static OutboxEntry of(JsonNode json) {
        JsonNode receipt = json.path("receipt");
        return new OutboxEntry(
                json.path("order").asLong(),
                State.valueOf(json.path("state").asText()),
                json.path("overlay").asBoolean(),
                json.path("check").asBoolean(),
                json.path("brought").asBoolean(),
                json.path("incarnation").asInt(),
                receipt.isObject() ? receipt : null,
                json.path("receivedAt").asLong(),
                (ObjectNode) json.path("operation"));
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("order", order)
                .put("state", state.name())
                .put("overlay", overlay)
                .put("check", check)
                .put("brought", brought)
                .put("incarnation", incarnation)
                .put("receivedAt", receivedAt);
        json.set("receipt", receipt);
        json.set("operation", operation);
        return json;
    }

    static String key(long order) {
        return String.format(Locale.ROOT, "%012d", order);
    }

    String id() {
        return operation.path("id").asText();
    }

    String visit() {
        return operation.path("entityId").asText();
    }

    long sequence() {
        return operation.path("sequence").asLong();
    }

    boolean is(OperationKind kind) {
        return kind.wire().equals(operation.path("kind").asText());
    }

    /** What became of it, whether told at once or again; empty before a receipt. */
    String status() {
        if (receipt == null) {
            return "";
        }
        String status = receipt.path("status").asText();
        return status.equals("duplicate") ? receipt.path("original").asText("applied") : status;
    }

    boolean parked() {
        return status().equals("parked");
    }

    /** Durable, and the server said that it waits for something. */
    boolean held() {
        return state == State.FINAL && overlay && status().equals("held");
    }

    OutboxEntry sent() {
        return new OutboxEntry(order, State.SENT, overlay, check, brought, incarnation, receipt, receivedAt, operation);
    }

    /** Not durable: the receipt is kept to show, the operation stays to be sent. */
    OutboxEntry answered(JsonNode told) {
        return new OutboxEntry(order, State.SENT, overlay, check, brought, incarnation, told, receivedAt, operation);
    }

    /** A submission that could not be accepted must not look like one, so it leaves the overlay at once. */
    OutboxEntry received(JsonNode told, long at) {
        OutboxEntry entry = new OutboxEntry(
                order,
                State.FINAL,
                overlay,
                false,
                false,
                incarnation,
                told,
                receivedAt == 0 || state != State.FINAL ? at : receivedAt,
                operation);
        return entry.is(OperationKind.STATUS_REQUEST) && entry.parked() ? entry.covered() : entry;
    }

    OutboxEntry covered() {
        return new OutboxEntry(order, state, false, check, brought, incarnation, receipt, receivedAt, operation);
    }

    OutboxEntry broughtBack() {
        return new OutboxEntry(order, state, overlay, check, true, incarnation, receipt, receivedAt, operation);
    }

    OutboxEntry toCheck() {
        return new OutboxEntry(order, state, overlay, true, false, incarnation, receipt, receivedAt, operation);
    }

    /** The server has it no more: offered again, and shown over the server's rows again. */
    OutboxEntry lost() {
        return new OutboxEntry(order, State.SENT, true, false, false, incarnation, null, 0, operation);
    }

    /** With another sequence of another incarnation; the id and everything else stays. */
    OutboxEntry renumbered(int other, ObjectNode with) {
        return new OutboxEntry(order, state, overlay, check, brought, other, receipt, receivedAt, with);
    }
}
