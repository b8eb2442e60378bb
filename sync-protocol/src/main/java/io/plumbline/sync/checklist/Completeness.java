package io.plumbline.sync.checklist;

import java.util.ArrayList;
import java.util.List;

/**
 * What a visit still lacks (CHK-5). Hidden items and items answered with N/A lack nothing. Evidence that is asked for
 * always is asked for as soon as the item is required or answered.
 */
public final class Completeness {
    private Completeness() {}

    /** Everything missing, in document order and for one item in the order answer, photo, note, signature. */
    public static List<Missing> missing(ChecklistDocument checklist, VisitContent content) {
        return missing(Evaluation.of(checklist, content));
    }

    /** The same of what was evaluated already. */
    public static List<Missing> missing(Evaluation evaluation) {
        VisitContent content = evaluation.content();
        List<Missing> missing = new ArrayList<>();
        evaluation.checklist().items().forEach(item -> {
            Evaluation.State state = evaluation.state(item.id());
            boolean answered = state == Evaluation.State.ANSWERED;
            if (answered || (state == Evaluation.State.UNANSWERED && item.required())) {
                boolean unanswered = !answered && !item.type().answeredByFiles();
                add(missing, item, Missing.Kind.ANSWER, unanswered ? 1 : 0, 0);
                boolean failed = evaluation.failed(item.id());
                int photos = needed(item, Evidence.Kind.PHOTO, failed, item.type() == ItemType.PHOTO);
                add(missing, item, Missing.Kind.PHOTO, photos, content.photosOf(item.id()));
                int notes = needed(item, Evidence.Kind.NOTE, failed, false);
                add(missing, item, Missing.Kind.NOTE, notes, content.hasNote(item.id()) ? 1 : 0);
                int signatures = needed(item, Evidence.Kind.SIGNATURE, failed, item.type() == ItemType.SIGNATURE);
                add(missing, item, Missing.Kind.SIGNATURE, signatures, content.signaturesOf(item.id()));
            }
        });
        return missing;
    }

    private static int needed(Item item, Evidence.Kind kind, boolean failed, boolean isTheAnswer) {
        int needed = isTheAnswer ? 1 : 0;
        for (Evidence evidence : item.evidence()) {
            boolean applies = evidence.when() == Evidence.When.ALWAYS || failed;
            if (evidence.kind() == kind && applies) {
                needed = Math.max(needed, evidence.count());
            }
        }
        return needed;
    }

    private static void add(List<Missing> missing, Item item, Missing.Kind kind, int needed, int have) {
        if (have < needed) {
            missing.add(new Missing(item.id(), kind, needed, have));
        }
    }
}
