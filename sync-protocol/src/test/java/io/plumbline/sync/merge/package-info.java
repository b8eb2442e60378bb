/** Seeded property tests of merging. */
@NullMarked
package io.plumbline.sync.merge;

import org.jspecify.annotations.NullMarked;
