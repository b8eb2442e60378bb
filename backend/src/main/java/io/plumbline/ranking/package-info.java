/**
 * What counts in a month and who stands where: aggregates of accepted visits, boards, months, published rankings and
 * what a store manager or installer sees of the own place (RNK-1 to RNK-7). It knows field work, checklists and the
 * organisation; it must not know devices or sync, and shows the inspected nothing that tells who visited (FLD-3).
 */
@NullMarked
package io.plumbline.ranking;

import org.jspecify.annotations.NullMarked;
