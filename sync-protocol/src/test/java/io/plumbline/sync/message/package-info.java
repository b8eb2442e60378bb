/** Tests of the wire beyond the vectors. */
@NullMarked
package io.plumbline.sync.message;

import org.jspecify.annotations.NullMarked;
