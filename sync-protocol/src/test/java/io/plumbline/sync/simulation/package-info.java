/**
 * Seeded simulation in virtual time: devices, people, a network, an office and a model of the server, all of them
 * unlucky, and an auditor that believes none of them. It must not share a rule with what it audits.
 */
@NullMarked
package io.plumbline.sync.simulation;

import org.jspecify.annotations.NullMarked;
