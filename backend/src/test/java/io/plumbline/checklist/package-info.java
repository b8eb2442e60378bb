/** Tests of checklists over HTTP and of the demo documents. */
@NullMarked
package io.plumbline.checklist;

import org.jspecify.annotations.NullMarked;
