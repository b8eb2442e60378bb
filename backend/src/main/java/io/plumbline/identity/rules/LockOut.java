package io.plumbline.identity.rules;

import java.time.Duration;

/**
 * How long a sign-in name rests after wrong passwords: nothing for the first four, one minute at the fifth, then twice
 * as long with each further one, at most 15 minutes. The count starts again with a right password.
 *
 * <p>Example: 5 → 1 min, 6 → 2 min, 7 → 4 min, 8 → 8 min, 9 and more → 15 min. That leaves a guesser about 100 tries a
 * day.
 */
public final class LockOut {
    public static final int FREE_ATTEMPTS = 4;
    private static final Duration FIRST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private LockOut() {}

    public static Duration after(int failures) {
        int beyond = failures - FREE_ATTEMPTS - 1;
        if (beyond < 0) {
            return Duration.ZERO;
        }
        if (beyond >= 4) {
            return LONGEST;
        }
        return FIRST.multipliedBy(1L << beyond);
    }
}
