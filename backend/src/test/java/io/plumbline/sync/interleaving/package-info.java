/**
 * Requests and jobs of the real server on a real PostgreSQL, stepped statement by statement by one thread in an order
 * that follows from a seed. It knows the wire and the tables; of production classes only what it compares with.
 */
package io.plumbline.sync.interleaving;
