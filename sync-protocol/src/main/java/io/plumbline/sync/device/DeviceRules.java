package io.plumbline.sync.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.sync.clock.Hlc;
import io.plumbline.sync.clock.HybridClock;
import io.plumbline.sync.message.ReceiptStatus;
import java.math.BigInteger;
import java.util.Set;
import java.util.function.LongSupplier;

/** The decisions on which nothing may be lost, each by itself and without effect. */
class DeviceRules {
    /** The clock that stamps what is written here. */
    HybridClock clock(LongSupplier wall, Hlc last) {
        return new HybridClock(wall, last);
    }

    /** Takes notice of a time of the server. */
    void receive(HybridClock clock, Hlc seen) {
        if (seen.isAfter(clock.last())) {
            clock.receive(seen);
        }
    }

    /** Whether the server has the operation. A status that is not known says no. */
    boolean isDurable(JsonNode receipt) {
        return ReceiptStatus.find(receipt.path("status").asText())
                .filter(ReceiptStatus::durable)
                .isPresent();
    }

    /** Whether the server has the operation and it is in effect. */
    final boolean isInEffect(OutboxEntry entry) {
        return entry.state() == OutboxEntry.State.FINAL
                && !entry.check()
                && (entry.status().equals("applied") || entry.status().equals("superseded"));
    }

    /**
     * Whether the rows show the operation's effect, so that the overlay need not. That the horizon passed it is not
     * enough for a row that is here: a later transaction above the horizon may have stamped the row anew, and then the
     * page left it out. So the row must have come by a request that was sent after the receipt was stored. For a row
     * that is not here (any more) the horizon decides.
     */
    boolean isCovered(OutboxEntry entry, boolean rowIsHere, String horizon) {
        if (!isInEffect(entry)) {
            return false;
        }
        if (rowIsHere) {
            return entry.brought();
        }
        String visibleAt = entry.receipt() == null
                ? null
                : entry.receipt().path("visibleAt").textValue();
        return visibleAt == null || new BigInteger(visibleAt).compareTo(new BigInteger(horizon)) < 0;
    }

    /** Whether unsent or uncovered work needs what the server says about the visit. */
    boolean isPinned(String visit, Set<String> visitsWithWork) {
        return visitsWithWork.contains(visit);
    }

    /** Whether a row of no scope goes. */
    boolean goes(StoredRow row, boolean pinned) {
        return row.members().isEmpty() && !pinned;
    }

    /** Whether a scope filled anew loses the row: the snapshot did not bring it. */
    boolean isReplaced(StoredRow.Membership membership, long fill) {
        return membership.fill() < fill;
    }

    /** Whether the known body is newer than the one that came. What comes with a refill counts always. */
    boolean staysNewer(StoredRow known, long rev, long generation) {
        return known.generation() == generation && known.rev() > rev;
    }

    /** Whether an acknowledged operation is still kept for a server that might lose it. */
    boolean isKept(long receivedAt, long now, long keepMillis) {
        return now - receivedAt < keepMillis;
    }

    /** Whether the server is asked for an acknowledged operation after it may have lost some. */
    boolean isToBeChecked(OutboxEntry entry) {
        return entry.state() == OutboxEntry.State.FINAL;
    }

    /** Whether the server is asked for a delivered file after it may have lost some. */
    boolean isToBeChecked(MediaEntry entry) {
        return entry.done();
    }

    /** The operation with another sequence: everything else stays, above all its id. */
    ObjectNode renumbered(ObjectNode operation, long sequence) {
        return operation.deepCopy().put("sequence", sequence);
    }
}
