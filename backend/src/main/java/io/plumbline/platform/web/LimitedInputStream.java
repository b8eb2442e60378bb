package io.plumbline.platform.web;

import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts the bytes read and fails with a problem as soon as there are more than permitted. */
final class LimitedInputStream extends FilterInputStream {
    private final long limit;
    private final String unit;
    private long count;

    LimitedInputStream(InputStream in, long limit, String unit) {
        super(in);
        this.limit = limit;
        this.unit = unit;
    }

    /** Bytes read so far. */
    long count() {
        return count;
    }

    static Problem tooLarge(long limit, long value, String unit) {
        return Problem.of(
                        ProblemType.PAYLOAD_TOO_LARGE,
                        "At most " + limit + " " + unit + " are permitted, and there are at least " + value + ".")
                .with("limit", limit)
                .with("value", value)
                .with("unit", unit);
    }

    private void add(int bytes) {
        if (bytes > 0) {
            count += bytes;
            if (count > limit) {
                throw tooLarge(limit, count, unit);
            }
        }
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        add(value < 0 ? 0 : 1);
        return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        add(read);
        return read;
    }
}
