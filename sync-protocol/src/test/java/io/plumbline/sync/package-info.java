/** Tests of the whole module, first of all the conformance vectors. */
@NullMarked
package io.plumbline.sync;

import org.jspecify.annotations.NullMarked;
