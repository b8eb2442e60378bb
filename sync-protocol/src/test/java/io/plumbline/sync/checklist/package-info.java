/** Tests of the checklist document beyond the vectors. */
@NullMarked
package io.plumbline.sync.checklist;

import org.jspecify.annotations.NullMarked;
