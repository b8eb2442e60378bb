package io.plumbline.ranking;

/** A month is open until it is closed (RNK-4); published is said of a board's month alone. */
public enum MonthState {
    OPEN,
    CLOSED,
    PUBLISHED
}
