/**
 * Programmes, assignments, visits and their review (FLD-1 to FLD-3, FLD-7). It knows checklists, the organisation and
 * sync; it must not know rankings: what follows from an accepted visit is told by events, and what it must ask of a
 * month is the interface {@link io.plumbline.fieldwork.MonthStates}.
 */
@NullMarked
package io.plumbline.fieldwork;

import org.jspecify.annotations.NullMarked;
