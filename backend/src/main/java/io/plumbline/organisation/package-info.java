/**
 * The organisation tree with dated placements, staff with dated postings, the calendar, and their import (ORG-1 to
 * ORG-4). It must not know visits, checklists, scores or anything else that happens at a unit.
 */
@NullMarked
package io.plumbline.organisation;

import org.jspecify.annotations.NullMarked;
