package io.plumbline.platform.web;

import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import java.io.FilterInputStream;
import java.io.IOException;
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

    /** The body as sent is limited by the caller's stream. */
    static InflatingInputStream open(LimitedInputStream compressed, String limit, long inflated) throws IOException {
        try {
            return new InflatingInputStream(
                    compressed, new LimitedInputStream(new GZIPInputStream(compressed, 8192), limit, inflated));
        } catch (ZipException | java.io.EOFException failure) {
            throw Problem.of(ProblemType.BAD_ENVELOPE, "The body is not gzip.", failure);
        }
    }

    private int check(int read) {
        if (inflated.count() > FREE && inflated.count() > RATIO * compressed.count()) {
            throw Problem.tooLarge(
                    "inflationRatio",
                    RATIO,
                    "inflated bytes per compressed byte",
                    "The body inflates more than " + RATIO + " times.");
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
