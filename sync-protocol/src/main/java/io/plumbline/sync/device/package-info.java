/**
 * The pure part of a reference device: how edits become operations, and how the screen shows what is not yet on the
 * server. It must not know a database, a network or a screen.
 */
@NullMarked
package io.plumbline.sync.device;

import org.jspecify.annotations.NullMarked;
