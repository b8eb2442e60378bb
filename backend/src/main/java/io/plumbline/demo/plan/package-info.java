/**
 * What the demo organisation consists of, as a pure function of a seed and a day: units, staff, accounts, the visits of
 * the months and what is answered in them. It must not know a service, a database or the time.
 */
@NullMarked
package io.plumbline.demo.plan;

import org.jspecify.annotations.NullMarked;
