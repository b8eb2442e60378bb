/**
 * Pure merging: operations in, document out. Whatever the order, the repetition and the batching, the same set of
 * operations gives the same document, heads and conflicts. It must not know how documents are stored, who is permitted
 * to write, or what time it is.
 */
@NullMarked
package io.plumbline.sync.merge;

import org.jspecify.annotations.NullMarked;
