/** Organisations with accounts, units and staff for integration tests. Each test makes its own organisation. */
package io.plumbline.testing;
