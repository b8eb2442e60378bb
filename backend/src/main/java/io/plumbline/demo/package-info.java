/**
 * Loads a demo organisation at first start when {@code plumbline.demo} is set: through the services that real data
 * takes, step by step, so that a load that was cut off goes on at the next start. It must not write a table of its own
 * accord, and no feature may know it.
 */
@NullMarked
package io.plumbline.demo;

import org.jspecify.annotations.NullMarked;
