/** The oracle must be able to say no. */
@NullMarked
package io.plumbline.sync.conformance.tablets;

import org.jspecify.annotations.NullMarked;
