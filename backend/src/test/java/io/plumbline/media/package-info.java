/** Resumable uploads. */
package io.plumbline.media;
