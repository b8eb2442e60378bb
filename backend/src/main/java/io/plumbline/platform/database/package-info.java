/** The PostgreSQL server this application brings along when no other is configured. It knows no table and no framework. */
@NullMarked
package io.plumbline.platform.database;

import org.jspecify.annotations.NullMarked;
