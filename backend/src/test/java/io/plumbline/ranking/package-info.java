/** Tests of counting, boards, months and the own place, over HTTP and against plain models. */
@NullMarked
package io.plumbline.ranking;

import org.jspecify.annotations.NullMarked;
