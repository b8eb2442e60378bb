/** What integration tests stand on: a database of their own, a clock that can be moved, organisations. */
package io.plumbline.platform.testing;
