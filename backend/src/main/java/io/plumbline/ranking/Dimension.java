package io.plumbline.ranking;

/** What an aggregate is of: the visit's score, one of its sections, or one perception factor. */
enum Dimension {
    TOTAL,
    SECTION,
    FACTOR;

    /** The key of {@link #TOTAL}. */
    static final String NO_KEY = "";
}
