/**
 * Simulated tablets against a live server: reference devices with real files over real HTTP, people who write faster
 * than anybody can, and an oracle that wrote down what they wrote before their device was told and compares at the end.
 * It knows the public API alone. The oracle must not ask a device what it believes, but for what its screen shows.
 */
@NullMarked
package io.plumbline.sync.conformance.tablets;

import org.jspecify.annotations.NullMarked;
