/**
 * Files from devices: resumable upload (tus 1.0), verification by hash, and the content-addressed store. It must not
 * know what a file is for: who may read one is decided by the feature that declared it.
 */
@NullMarked
package io.plumbline.media;

import org.jspecify.annotations.NullMarked;
