/** Tests of the reference device beyond the vectors, and the wrong devices that the simulation must catch. */
@NullMarked
package io.plumbline.sync.device;

import org.jspecify.annotations.NullMarked;
