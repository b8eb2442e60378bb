/**
 * Where a device keeps what it must not lose: small JSON values by table and key, changed in units that are on the disk
 * whole or not at all, and files by their hash. It must not know what the values mean.
 */
@NullMarked
package io.plumbline.sync.device.storage;

import org.jspecify.annotations.NullMarked;
