/** Tests of the conformance runner that need no server. */
package io.plumbline.sync.conformance;
