package io.plumbline.media;

import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Bytes of an upload between the socket and the disk, a small buffer at a time. */
final class UploadFile {
    private static final int BUFFER = 64 << 10;

    /** @param tooLong whether the body went on beyond what was expected */
    record Written(long bytes, boolean tooLong) {}

    private UploadFile() {}

    /**
     * Writes the body at the offset and syncs it. A body that breaks off leaves what came before, unless a checksum was
     * given for the whole of it.
     */
    static Written write(Path file, long offset, long atMost, @Nullable Checksum checksum, InputStream body)
            throws IOException {
        MessageDigest digest = checksum == null ? null : digest(checksum.algorithm());
        long written = 0;
        boolean tooLong = false;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            byte[] buffer = new byte[BUFFER];
            for (int n = read(body, buffer, checksum); n >= 0; n = read(body, buffer, checksum)) {
                tooLong = written + n > atMost;
                if (tooLong) {
                    break;
                }
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n);
                while (bytes.hasRemaining()) {
                    written += channel.write(bytes, offset + written);
                }
                if (digest != null) {
                    digest.update(buffer, 0, n);
                }
            }
            channel.force(true);
        }
        if (digest != null && checksum != null && !checksum.matches(digest.digest())) {
            throw Problem.of(ProblemType.DIGEST_MISMATCH, "The chunk does not have its checksum; send it again.");
        }
        return new Written(written, tooLong);
    }

    private static int read(InputStream body, byte[] buffer, @Nullable Checksum checksum) throws IOException {
        try {
            return body.read(buffer);
        } catch (IOException e) {
            if (checksum != null) {
                throw e;
            }
            return -1;
        }
    }

    static String sha256(Path file) throws IOException {
        MessageDigest digest = digest("SHA-256");
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static byte[] head(Path file, int bytes) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(bytes);
        }
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }
}
