/**
 * A reference device: how edits become operations, how they reach the server and how the server's rows reach the
 * device, whatever is cut, killed, copied or restored in between. It acts when a driver calls it and not otherwise: it
 * has no thread, no clock of its own and no network, and must not know a screen or a framework.
 */
@NullMarked
package io.plumbline.sync.device;

import org.jspecify.annotations.NullMarked;
