/**
 * The records of the wire: session, push, operations, receipts, pull, media query, with their limits and codes.
 * Envelopes are parsed strictly, operations leniently, so that nothing a device wrote is refused for what one operation
 * contains. It must not know how anything is stored, nor what the answers mean.
 */
@NullMarked
package io.plumbline.sync.message;

import org.jspecify.annotations.NullMarked;
