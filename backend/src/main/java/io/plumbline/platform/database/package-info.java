/** The PostgreSQL server this application brings along when no other is configured. It knows no feature's table. */
@NullMarked
package io.plumbline.platform.database;

import org.jspecify.annotations.NullMarked;
