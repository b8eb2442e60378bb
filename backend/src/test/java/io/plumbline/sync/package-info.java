/** The protocol's endpoints, the feed under concurrent writers, and what bad input gets. */
package io.plumbline.sync;
