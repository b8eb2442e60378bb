/** Plain SQL inside the running transaction, and how transactions are begun. It knows no table. */
@NullMarked
package io.plumbline.platform.persistence;

import org.jspecify.annotations.NullMarked;
