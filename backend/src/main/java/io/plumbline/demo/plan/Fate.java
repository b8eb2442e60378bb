package io.plumbline.demo.plan;

/** What becomes of a planned visit. */
public enum Fate {
    /** Submitted in its month and accepted. */
    ACCEPTED,
    /** Arrives after its month was closed; enters by a revision that is published. */
    LATE,
    /** Arrives after its month was closed; nobody has made the revision yet. */
    LATE_UNREVISED,
    /** Submitted, waits for review. */
    QUEUED,
    /** Submitted and returned for correction. */
    RETURNED,
    /** Submitted, but a declared photo has not arrived. */
    HELD,
    /** Submitted without a photo that the checklist asks for, so the submission is parked. */
    PARKED,
    /** Filled in on two devices with different answers to one item. */
    DISPUTED,
    /** Given to somebody and not begun. */
    OPEN
}
