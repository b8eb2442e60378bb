/**
 * Hostile input: messages of the protocol's vectors and of a real device, changed by chance from a seed, sent over raw
 * sockets to the running server and given to the library's parsers.
 */
package io.plumbline.sync.fuzz;
