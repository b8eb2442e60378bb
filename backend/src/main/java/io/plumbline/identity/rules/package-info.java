/** Rules of sign-in names, passwords and lock-out: values in, values out. They know no framework and no clock. */
@NullMarked
package io.plumbline.identity.rules;

import org.jspecify.annotations.NullMarked;
