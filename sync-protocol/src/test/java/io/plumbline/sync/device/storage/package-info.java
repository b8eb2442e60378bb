/** Tests of the storages on a real file system. */
@NullMarked
package io.plumbline.sync.device.storage;

import org.jspecify.annotations.NullMarked;
