/** The one way a request fails: {@code Problem}, its catalogue and its mappers. It knows no feature's rules. */
@NullMarked
package io.plumbline.platform.problem;

import org.jspecify.annotations.NullMarked;
