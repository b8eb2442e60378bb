package io.plumbline.ranking.rules;

import org.jspecify.annotations.Nullable;

/** How far a subject moved since last month's latest published ranking (RNK-6): 5th to 3rd is +2, 3rd to 5th is -2. */
public final class Movement {
    private Movement() {}

    /** Null when either month has no place: somebody new has not risen from anywhere. */
    public static @Nullable Integer of(@Nullable Integer previousPlace, @Nullable Integer place) {
        return previousPlace == null || place == null ? null : previousPlace - place;
    }
}
