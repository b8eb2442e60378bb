/** What every feature stands on: database, tenancy, problems, time and ids. It knows no feature. */
@NullMarked
package io.plumbline.platform;

import org.jspecify.annotations.NullMarked;
