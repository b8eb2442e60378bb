/**
 * The reference device's way to a server over HTTP: requests within a time limit, gzip both ways, digests, sign-in and
 * the key that signs sessions. It carries bytes and must not know what is in them: no operation, no row, no rule, no
 * storage, no schedule. Devices, messages and merge must not know it.
 */
@NullMarked
package io.plumbline.sync.http;

import org.jspecify.annotations.NullMarked;
