package io.plumbline.sync.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.sync.clock.HybridClock;
import io.plumbline.sync.message.OperationKind;
import io.plumbline.sync.message.ReceiptStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The operations of one device in the order of their sequence. An operation never changes once it is in here, because
 * from the first sending the server may have it; only an edit that is in no operation yet is folded.
 *
 * @param sequence the last sequence given out, 0 at first
 * @param operations not yet receipted durably, by sequence
 */
public record Outbox(long sequence, List<ObjectNode> operations) {
    /** A new device's outbox. */
    public static final Outbox EMPTY = new Outbox(0, List.of());

    /**
     * What operations on one visit have in common.
     *
     * @param actor the account that wrote the edits
     * @param known revisions of the server's rows the person knew, by name
     * @param visit the entity
     * @param checklist the pinned version
     * @param wall instant by the device's wall clock
     */
    public record Author(String actor, Map<String, Long> known, String visit, String checklist, String wall) {
        public Author {
            known = Map.copyOf(known);
        }
    }

    public Outbox {
        operations = List.copyOf(operations);
    }

    /**
     * The outbox with the unsent edits of a visit in it: at most one operation for the answers and one for the notes,
     * whatever the number of edits. Nothing changes when there are none.
     */
    public Outbox take(UnsentEdits edits, Author author, Supplier<String> ids, HybridClock clock) {
        Outbox next = this;
        if (!edits.answers().isEmpty()) {
            ObjectNode content = JsonNodeFactory.instance.objectNode();
            content.put("checklist", author.checklist());
            content.set("answers", edits.answersBody());
            next = next.add(OperationKind.ANSWERS_SET, content, author, ids, clock);
        }
        if (!edits.notes().isEmpty()) {
            ObjectNode content = JsonNodeFactory.instance.objectNode();
            content.set("notes", edits.notesBody());
            next = next.add(OperationKind.NOTE_ADD, content, author, ids, clock);
        }
        return next;
    }

    /** The outbox with one more operation; its sequence is the next and its time after all before it. */
    public Outbox add(OperationKind kind, ObjectNode content, Author author, Supplier<String> ids, HybridClock clock) {
        ObjectNode operation = JsonNodeFactory.instance.objectNode();
        operation.put("id", ids.get());
        operation.put("sequence", sequence + 1);
        operation.put("hlc", clock.tick().toString());
        operation.put("actor", author.actor());
        ObjectNode known = operation.putObject("known");
        author.known().forEach(known::put);
        operation.put("entity", OperationKind.VISIT);
        operation.put("entityId", author.visit());
        operation.put("kind", kind.wire());
        operation.put("schema", 1);
        operation.put("wall", author.wall());
        operation.setAll(content);
        List<ObjectNode> next = new ArrayList<>(operations);
        next.add(operation);
        return new Outbox(sequence + 1, next);
    }

    /**
     * The outbox after a receipt was stored: the operation leaves only when the server has it. A status the device does
     * not know keeps it.
     */
    public Outbox receipted(JsonNode receipt) {
        boolean durable = ReceiptStatus.find(receipt.path("status").asText())
                .filter(ReceiptStatus::durable)
                .isPresent();
        if (!durable) {
            return this;
        }
        String id = receipt.path("operation").asText();
        return new Outbox(
                sequence,
                operations.stream()
                        .filter(each -> !each.path("id").asText().equals(id))
                        .toList());
    }

    /** The first operations, as many as fit: the next batch, in the order of their sequence. */
    public List<ObjectNode> batch(int most) {
        return operations.subList(0, Math.min(most, operations.size()));
    }
}
