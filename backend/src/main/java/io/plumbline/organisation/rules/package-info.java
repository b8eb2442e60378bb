/** Rules of the dated tree, of postings and of imported rows: records in, records out. They know no framework. */
@NullMarked
package io.plumbline.organisation.rules;

import org.jspecify.annotations.NullMarked;
