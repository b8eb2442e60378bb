/**
 * How responses become a month's value and values become places (RNK-2, RNK-3, RNK-5, RNK-7, CBK-6): records in,
 * records out. It knows no clock, database, framework or account, and never who visited.
 */
@NullMarked
package io.plumbline.ranking.rules;

import org.jspecify.annotations.NullMarked;
