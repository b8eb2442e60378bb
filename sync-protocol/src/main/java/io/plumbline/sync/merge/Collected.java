package io.plumbline.sync.merge;

/** Who collected a callback's answers (CBK-3). */
public enum Collected {
    /** The person asked about, or somebody with the customer before them. */
    SELF_COLLECTED,
    /** Somebody else, from afar. */
    INDEPENDENT
}
