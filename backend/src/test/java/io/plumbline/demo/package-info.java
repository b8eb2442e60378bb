/** Tests of the demo loader. */
@NullMarked
package io.plumbline.demo;

import org.jspecify.annotations.NullMarked;
