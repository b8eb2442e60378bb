package io.plumbline.platform.web;

import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Inflates gzip and stops a bomb early: when what came out is far more than what went in. */
final class InflatingInputStream extends FilterInputStream {
    /** Honest JSON inflates 5 to 30 times. */
    static final long RATIO = 100;

    /** A body may begin with a mebibyte of one letter; it is the whole that must be honest. */
    private static final long FREE = 1 << 20;

    private final LimitedInputStream compressed;
    private final LimitedInputStream inflated;

    private InflatingInputStream(LimitedInputStream compressed, LimitedInputStream inflated) {
        super(inflated);
        this.compressed = compressed;
        this.inflated = inflated;
    }

    static InflatingInputStream open(InputStream body, long compressedLimit, long inflatedLimit) throws IOException {
        LimitedInputStream compressed = new LimitedInputStream(body, compressedLimit, "compressed bytes");
        try {
            return new InflatingInputStream(
                    compressed, new LimitedInputStream(new GZIPInputStream(compressed, 8192), inflatedLimit, "bytes"));
        } catch (ZipException | java.io.EOFException failure) {
            throw Problem.of(ProblemType.BAD_ENVELOPE, "The body is not gzip.", failure);
        }
    }

    private int check(int read) {
        if (inflated.count() > FREE && inflated.count() > RATIO * compressed.count()) {
            throw LimitedInputStream.tooLarge(
                    RATIO, inflated.count() / Math.max(1, compressed.count()), "inflated bytes per compressed byte");
        }
        return read;
    }

    @Override
    public int read() throws IOException {
        try {
            return check(super.read());
        } catch (ZipException | java.io.EOFException failure) {
            throw Problem.of(ProblemType.BAD_ENVELOPE, "The body's gzip is damaged or cut off.", failure);
        }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        try {
            return check(super.read(buffer, offset, length));
        } catch (ZipException | java.io.EOFException failure) {
            throw Problem.of(ProblemType.BAD_ENVELOPE, "The body's gzip is damaged or cut off.", failure);
        }
    }
}
