/** Tests of the ranking rules, each named after the rule it holds. */
@NullMarked
package io.plumbline.ranking.rules;

import org.jspecify.annotations.NullMarked;
