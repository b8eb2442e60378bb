package io.plumbline.sync.merge;

import io.plumbline.sync.message.Need;
import io.plumbline.sync.message.OperationCode;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What folding one operation came to.
 *
 * @param code with held and parked; else null
 * @param pointer JSON pointer into the operation, with parked; else null
 * @param detail for the office, in English; else null
 * @param needs with held: what it waits for
 * @param conflicts the open conflicts that this operation's values are part of
 */
public record FoldOutcome(
        Effect effect,
        @Nullable OperationCode code,
        @Nullable String pointer,
        @Nullable String detail,
        List<Need> needs,
        List<UUID> conflicts) {
    /** The kinds of outcome. */
    public enum Effect {
        /** In the document. */
        APPLIED,
        /** In the document's history; nothing of it stands. */
        SUPERSEDED,
        /** Not in the document until what it needs is there. */
        HELD,
        /** Not in the document: its content is wrong. */
        PARKED,
        /** A request for a change of state whose form is right: the server decides, see {@link VisitStates}. */
        REQUEST
    }

    public FoldOutcome {
        needs = List.copyOf(needs);
        conflicts = List.copyOf(conflicts);
    }

    static FoldOutcome of(boolean stands, List<UUID> conflicts) {
        Effect effect = stands ? Effect.APPLIED : Effect.SUPERSEDED;
        return new FoldOutcome(effect, null, null, null, List.of(), conflicts);
    }

    static FoldOutcome request() {
        return new FoldOutcome(Effect.REQUEST, null, null, null, List.of(), List.of());
    }

    static FoldOutcome unknownChecklist(String versionId) {
        return new FoldOutcome(
                Effect.HELD,
                OperationCode.CHECKLIST_UNKNOWN,
                null,
                "this checklist version is not known yet",
                List.of(Need.checklist(versionId)),
                List.of());
    }

    static FoldOutcome parked(ContentError error) {
        return new FoldOutcome(Effect.PARKED, error.code(), error.pointer(), error.detail(), List.of(), List.of());
    }
}
