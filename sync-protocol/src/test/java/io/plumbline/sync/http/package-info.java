/** Tests of the way over HTTP, against a server that answers as it is told. */
@NullMarked
package io.plumbline.sync.http;

import org.jspecify.annotations.NullMarked;
