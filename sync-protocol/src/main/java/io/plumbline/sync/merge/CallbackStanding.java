package io.plumbline.sync.merge;

import io.plumbline.sync.merge.Attempt.Outcome;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the attempts of a callback leave it (CBK-2). A customer who is not reached is tried again at other times of the
 * day, at most so often; one who refuses, and a number that is wrong, are not tried again. A callback that ended so is
 * submitted without answers and has no score.
 *
 * <p>Tries are the attempts without an answer and those put off. One counts when it falls into another part of the day
 * than the attempt before it. A second one in the same part may be asked for by the customer, so it is kept and not
 * refused; it just does not count. The last attempt decides: who was reached after all is asked as usual.
 *
 * <p>Worked example, three retries: no answer on Monday 09:10 (1), on Monday 09:40 (still morning, not counted), on
 * Monday 12:30 (2), on Tuesday 13:00 (noon again, not counted), on Tuesday 15:00 (3). The callback is open and has one
 * try left. No answer on Tuesday 19:00 is the fourth: it has ended, not reached. Had the customer refused at 19:00, it
 * would have ended with that; had they been reached, it would be answered and scored as any other.
 *
 * @param tries how many counted
 * @param triesLeft before it ends without the customer being reached
 * @param lastPart the part of the day of the last attempt, the one to avoid next; null before the first
 */
public record CallbackStanding(
        State state, int tries, int triesLeft, @Nullable DayPart lastPart) {
    /** How often a customer is tried again, unless the organisation says otherwise. */
    public static final int RETRIES = 3;

    private static final LocalTime NOON_BEGINS = LocalTime.of(12, 0);
    private static final LocalTime NOON_ENDS = LocalTime.of(14, 0);
    private static final LocalTime AFTERNOON_ENDS = LocalTime.of(18, 0);

    /** What the last attempt made of it. */
    public enum State {
        /** Nothing decided: no attempt yet, or tries left. */
        OPEN,
        REACHED,
        REFUSED,
        WRONG_NUMBER,
        /** All tries are used. */
        NOT_REACHED
    }

    /** Before 12:00, before 14:00, before 18:00, and after that. */
    public enum DayPart {
        MORNING,
        NOON,
        AFTERNOON,
        EVENING;

        /** The part of the day in the organisation's zone. */
        public static DayPart of(Instant at, ZoneId zone) {
            LocalTime time = at.atZone(zone).toLocalTime();
            return time.isBefore(NOON_BEGINS)
                    ? MORNING
                    : time.isBefore(NOON_ENDS) ? NOON : time.isBefore(AFTERNOON_ENDS) ? AFTERNOON : EVENING;
        }
    }

    /**
     * Where these attempts leave the callback.
     *
     * @param attempts in the order in which they were made
     * @param retries tries beyond the first
     */
    public static CallbackStanding of(List<Attempt> attempts, int retries, ZoneId zone) {
        int tries = 0;
        DayPart part = null;
        Outcome last = null;
        for (Attempt attempt : attempts) {
            if (attempt.outcome() == Outcome.NUMBER_SHOWN) {
                continue;
            }
            last = attempt.outcome();
            DayPart its = DayPart.of(Instant.parse(attempt.at()), zone);
            boolean inVain = last == Outcome.NO_ANSWER || last == Outcome.CALL_LATER;
            tries += inVain && its != part ? 1 : 0;
            part = its;
        }
        int left = Math.max(0, 1 + retries - tries);
        return new CallbackStanding(state(last, left), tries, left, part);
    }

    private static State state(@Nullable Outcome last, int left) {
        if (last == null) {
            return State.OPEN;
        }
        return switch (last) {
            case REACHED -> State.REACHED;
            case REFUSED -> State.REFUSED;
            case WRONG_NUMBER -> State.WRONG_NUMBER;
            case NO_ANSWER, CALL_LATER, NUMBER_SHOWN -> left == 0 ? State.NOT_REACHED : State.OPEN;
        };
    }

    /** Whether the callback may be submitted without answers, and has no score whatever was answered. */
    public boolean ended() {
        return state == State.REFUSED || state == State.WRONG_NUMBER || state == State.NOT_REACHED;
    }
}
