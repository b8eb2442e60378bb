package io.plumbline.platform.web;

import io.plumbline.platform.problem.Problem;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts the bytes read and fails with a problem as soon as there are more than permitted. */
final class LimitedInputStream extends FilterInputStream {
    private final String limit;
    private final long value;
    private long count;

    /**
     * @param limit its name
     * @param value how many bytes are permitted
     */
    LimitedInputStream(InputStream in, String limit, long value) {
        super(in);
        this.limit = limit;
        this.value = value;
    }

    /** Bytes read so far. */
    long count() {
        return count;
    }

    static Problem tooLarge(String limit, long value, long found) {
        return Problem.tooLarge(
                limit,
                value,
                "bytes",
                "At most " + value + " bytes are permitted (" + limit + "), and there are at least " + found + ".");
    }

    private void add(int bytes) {
        if (bytes > 0) {
            count += bytes;
            if (count > value) {
                throw tooLarge(limit, value, count);
            }
        }
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        add(read < 0 ? 0 : 1);
        return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        add(read);
        return read;
    }
}
