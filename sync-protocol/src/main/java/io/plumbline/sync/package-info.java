/** Root of the sync protocol: wire records, merge rules and checklist scoring. It knows no framework, I/O or clock. */
@NullMarked
package io.plumbline.sync;

import org.jspecify.annotations.NullMarked;
