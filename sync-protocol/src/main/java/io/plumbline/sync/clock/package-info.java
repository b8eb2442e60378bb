/**
 * Hybrid logical time: what orders concurrent edits without trusting any wall clock alone. It must not read a clock
 * itself and must not know what the times are put on.
 */
@NullMarked
package io.plumbline.sync.clock;

import org.jspecify.annotations.NullMarked;
