/**
 * A program for whoever builds a server or a client: drives a live server by HTTP through the conformance vectors and
 * says of each whether it held. It makes its own world by the public API. Nothing else may depend on it, and it must
 * not know the server's code.
 */
@NullMarked
package io.plumbline.sync.conformance;

import org.jspecify.annotations.NullMarked;
