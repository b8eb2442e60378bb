/** The one clock, and ids. It knows nothing else. */
@NullMarked
package io.plumbline.platform.time;

import org.jspecify.annotations.NullMarked;
