/** Rules of devices that need nothing but their arguments. It must not know the database, the clock or a framework. */
@NullMarked
package io.plumbline.sync.rules;

import org.jspecify.annotations.NullMarked;
