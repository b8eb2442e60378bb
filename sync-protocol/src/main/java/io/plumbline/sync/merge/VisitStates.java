package io.plumbline.sync.merge;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Which changes of state are legal and who may ask for them (FLD-2).
 *
 * <p>Content and state are decided apart: an illegal request is parked and the answers stay. Work arriving after the
 * window closed is submitted all the same, the server marks it late; what was cancelled or reassigned meanwhile waits
 * for the office.
 */
public final class VisitStates {
    /** Who asks. */
    public enum Asker {
        /** The person the assignment is given to. */
        ASSIGNEE,
        /** A reviewer; never the assignee of the same visit, which the caller checks. */
        REVIEWER,
        /** The quality office. */
        OFFICE,
        /** The server by itself, when a window has passed. */
        SYSTEM
    }

    /** What became of a request. */
    public enum Decision {
        /** The state changes. */
        ALLOWED,
        /** The visit is in that state already; nothing changes and nothing is wrong. */
        ALREADY,
        /** No such change of state: {@code status-conflict}. */
        ILLEGAL,
        /** The change exists but is not this asker's: {@code not-permitted}. */
        NOT_PERMITTED
    }

    private record Change(VisitState from, VisitState to) {}

    private static final Map<Change, Set<Asker>> LEGAL = Map.ofEntries(
            legal(VisitState.ASSIGNED, VisitState.IN_PROGRESS, Asker.ASSIGNEE),
            legal(VisitState.ASSIGNED, VisitState.SUBMITTED, Asker.ASSIGNEE),
            legal(VisitState.IN_PROGRESS, VisitState.SUBMITTED, Asker.ASSIGNEE),
            legal(VisitState.RETURNED, VisitState.SUBMITTED, Asker.ASSIGNEE),
            legal(VisitState.EXPIRED, VisitState.SUBMITTED, Asker.ASSIGNEE),
            legal(VisitState.SUBMITTED, VisitState.ACCEPTED, Asker.REVIEWER),
            legal(VisitState.SUBMITTED, VisitState.RETURNED, Asker.REVIEWER),
            legal(VisitState.ASSIGNED, VisitState.CANCELLED, Asker.OFFICE),
            legal(VisitState.IN_PROGRESS, VisitState.CANCELLED, Asker.OFFICE),
            legal(VisitState.RETURNED, VisitState.CANCELLED, Asker.OFFICE),
            legal(VisitState.EXPIRED, VisitState.CANCELLED, Asker.OFFICE),
            legal(VisitState.ASSIGNED, VisitState.REASSIGNED, Asker.OFFICE),
            legal(VisitState.IN_PROGRESS, VisitState.REASSIGNED, Asker.OFFICE),
            legal(VisitState.RETURNED, VisitState.REASSIGNED, Asker.OFFICE),
            legal(VisitState.EXPIRED, VisitState.REASSIGNED, Asker.OFFICE),
            legal(VisitState.EXPIRED, VisitState.ASSIGNED, Asker.OFFICE),
            legal(VisitState.REASSIGNED, VisitState.ASSIGNED, Asker.OFFICE),
            legal(VisitState.ASSIGNED, VisitState.EXPIRED, Asker.SYSTEM),
            legal(VisitState.IN_PROGRESS, VisitState.EXPIRED, Asker.SYSTEM));

    private static final Set<VisitState> TAKES_CONTENT = EnumSet.of(
            VisitState.ASSIGNED, VisitState.IN_PROGRESS, VisitState.SUBMITTED, VisitState.RETURNED, VisitState.EXPIRED);

    private VisitStates() {}

    /** Whether the asker may change the state of a visit from one to the other. */
    public static Decision decide(VisitState from, VisitState to, Asker asker) {
        if (from == to) {
            return Decision.ALREADY;
        }
        Set<Asker> askers = LEGAL.get(new Change(from, to));
        if (askers == null) {
            return Decision.ILLEGAL;
        }
        return askers.contains(asker) ? Decision.ALLOWED : Decision.NOT_PERMITTED;
    }

    /**
     * Whether answers, notes and photos still go into the document. A submitted visit takes them until it is decided,
     * because what another device wrote before the submission may arrive after it; the server scores it again.
     */
    public static boolean takesContent(VisitState state) {
        return TAKES_CONTENT.contains(state);
    }

    private static Map.Entry<Change, Set<Asker>> legal(VisitState from, VisitState to, Asker asker) {
        return Map.entry(new Change(from, to), Set.of(asker));
    }
}
