package io.plumbline.sync.simulation;

import io.plumbline.sync.merge.VisitDocument;
import io.plumbline.sync.simulation.ServerState.FeedRow;

/** The decisions of the server model that are easily got wrong; a planted bug gets one wrong. */
class ServerRules {
    record Position(long xid, long seq) {}

    /** Transactions from this one on may still be running. */
    long horizon(long oldestOpen, long nextXid) {
        return Math.min(oldestOpen, nextXid);
    }

    /** Whether transactions may commit between the reading of the rows and that of the horizon. */
    boolean readsHorizonLater() {
        return false;
    }

    /** Whether a write of a row takes the place of the one there. */
    boolean stamps(FeedRow known, long xid) {
        return true;
    }

    boolean isPast(FeedRow row, Position position) {
        return row.xid() > position.xid() || (row.xid() == position.xid() && row.seq() > position.seq());
    }

    /** The document that an operation is folded into. */
    VisitDocument toFold(VisitDocument document) {
        return document;
    }

    /** Whether an operation that is stored is looked up before its effect. */
    boolean looksUpFirst() {
        return true;
    }

    boolean checksLeases() {
        return true;
    }

    /** Whether a repetition that may store what was put off moves the lease again. */
    boolean movesTheLeaseOfAnOpenBatch() {
        return true;
    }

    /** Whether asking for operations moves the lease. */
    boolean movesTheLeaseOfAQuestion() {
        return true;
    }

    boolean raisesFloors() {
        return true;
    }

    boolean tellsLeftScopes() {
        return true;
    }

    boolean checksRuns() {
        return true;
    }

    /** The holder of a snapshot has seen nothing of transactions from here on. */
    long reachOfSnapshot(long horizon, long nextXid) {
        return nextXid;
    }

    /** Everything below has ended for good. */
    long settled(long oldestOpen, long nextXid) {
        return Math.min(oldestOpen, nextXid);
    }

    boolean answersBeforeCommit() {
        return false;
    }

    boolean countsDuplicates() {
        return true;
    }

    /** Whether the effective time is kept from the first receipt. */
    boolean keepsEffectiveTimes() {
        return true;
    }

    boolean releasesHeld() {
        return true;
    }

    boolean snapshotsAboveHorizon() {
        return true;
    }
}
