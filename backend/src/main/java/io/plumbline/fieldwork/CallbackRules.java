package io.plumbline.fieldwork;

import io.plumbline.sync.checklist.ChecklistDocument;
import io.plumbline.sync.checklist.Completeness;
import io.plumbline.sync.checklist.Evaluation;
import io.plumbline.sync.checklist.ScoreResult;
import io.plumbline.sync.checklist.Scoring;
import io.plumbline.sync.checklist.VisitContent;
import io.plumbline.sync.merge.CallbackStanding;
import io.plumbline.sync.merge.Collected;
import io.plumbline.sync.merge.VisitDocument;
import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is different about a visit that asks a customer (CBK-2, CBK-3). Of any other visit nothing is. */
final class CallbackRules {
    private final boolean callback;
    private final boolean ownWork;

    /** @param ownWork whether the assignee is the person asked about */
    CallbackRules(AssignmentDocument assignment, boolean ownWork) {
        this.callback = assignment.programme().kind().isCallback();
        this.ownWork = ownWork;
    }

    /** Whether it may be submitted whatever is missing. */
    boolean excusesAnswers(VisitDocument document, ZoneId zone) {
        return callback
                && CallbackStanding.of(document.attempts(), CallbackStanding.RETRIES, zone)
                        .ended();
    }

    /**
     * The score: none of a callback that ended without the customer's answers, nor of one to which an attempt came late
     * that opened it again.
     */
    ScoreResult score(VisitDocument document, ChecklistDocument checklist, Evaluation evaluation, ZoneId zone) {
        boolean none = callback
                && !document.attempts().isEmpty()
                && (excusesAnswers(document, zone)
                        || !Completeness.missing(evaluation).isEmpty());
        return none ? Scoring.score(checklist, VisitContent.ofAnswers(Map.of())) : Scoring.score(evaluation);
    }

    /**
     * Who collected it.
     *
     * @param before as it was decided by an earlier submission, or null when it is submitted now
     */
    @Nullable
    Collected collected(VisitDocument document, @Nullable Collected before) {
        if (!callback) {
            return null;
        }
        boolean own = before == null ? ownWork : before == Collected.SELF_COLLECTED;
        return own || document.isAskedOnSite() ? Collected.SELF_COLLECTED : Collected.INDEPENDENT;
    }
}
