/**
 * Checklists and their versions: import of documents, publication, and the published versions as other features ask for
 * them (CHK-1, CHK-6, CHK-7). What a document may contain and how it scores is the business of
 * {@code io.plumbline.sync.checklist}; this package must not know visits, programmes or scores.
 */
@NullMarked
package io.plumbline.checklist;

import org.jspecify.annotations.NullMarked;
