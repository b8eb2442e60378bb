package io.plumbline.sync.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Bytes to gzip and back. */
final class Gzip {
    private static final int BUFFER = 8192;

    private Gzip() {}

    static byte[] deflate(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /**
     * The bytes; empty when they are no gzip or too many.
     *
     * @param cut whether what is there of a cut one will do
     */
    static Optional<byte[]> inflate(byte[] deflated, int most, boolean cut) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(deflated))) {
            byte[] buffer = new byte[BUFFER];
            for (int read = gzip.read(buffer); read >= 0; read = gzip.read(buffer)) {
                out.write(buffer, 0, read);
                if (out.size() > most) {
                    return Optional.empty();
                }
            }
            return Optional.of(out.toByteArray());
        } catch (IOException e) {
            return cut ? Optional.of(out.toByteArray()) : Optional.empty();
        }
    }
}
