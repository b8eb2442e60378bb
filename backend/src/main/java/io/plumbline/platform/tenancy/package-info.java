/** Which organisation the current work belongs to, and its enforcement in the database. It knows no account or role. */
@NullMarked
package io.plumbline.platform.tenancy;

import org.jspecify.annotations.NullMarked;
