/**
 * The packaged application with its own PostgreSQL, behind a proxy that breaks connections, killed again and again
 * while simulated tablets work. Everything is on 127.0.0.1 and ends with the run.
 */
package io.plumbline.soak;
