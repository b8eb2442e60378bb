package io.plumbline.soak;

/** What happens to a connection. */
enum Fault {
    /** Both sides are reset in the midst of some bytes. */
    CUT,
    /** Some bytes go on, then both sides are closed in good order, as if that were all. */
    TRUNCATED,
    /** The bytes go on after a while. */
    DELAYED,
    /** Nothing goes on any more, and nobody is told. */
    HALF_OPEN,
    /** A whole request goes to the server once more, at once or later. */
    DUPLICATED
}
