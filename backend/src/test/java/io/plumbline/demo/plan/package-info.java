/** Tests of the pure plan of the demo. */
@NullMarked
package io.plumbline.demo.plan;

import org.jspecify.annotations.NullMarked;
