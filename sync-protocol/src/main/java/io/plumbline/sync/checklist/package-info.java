/**
 * The checklist document: its items, conditions, validation, completeness and exact scoring (CHK-1 to CHK-6), used by
 * the server for the record and by a device for display. It must not know who answered, how an answer travelled, or
 * what time it is.
 */
@NullMarked
package io.plumbline.sync.checklist;

import org.jspecify.annotations.NullMarked;
