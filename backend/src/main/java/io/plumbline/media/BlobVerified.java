package io.plumbline.media;

/**
 * A file arrived whole and its bytes have the hash it was announced with. Fired synchronously inside a transaction of
 * the file's organisation.
 */
public record BlobVerified(String sha256) {}
