package io.plumbline.platform.web;

import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;

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
        int read;
        try {
            read = super.read();
        } catch (IOException e) {
            throw unless(e);
        }
        add(read < 0 ? 0 : 1);
        return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read;
        try {
            read = super.read(buffer, offset, length);
        } catch (IOException e) {
            throw unless(e);
        }
        add(read);
        return read;
    }

    /** The rest of the body is waited for, also when nobody reads it. */
    @Override
    public void close() throws IOException {
        try {
            super.close();
        } catch (IOException e) {
            throw unless(e);
        }
    }

    /** Whoever sends too slowly, or stops, hears of it; what is wrong with compressed bytes is told by the inflater. */
    private static IOException unless(IOException e) {
        if (e instanceof ZipException || e instanceof EOFException) {
            return e;
        }
        throw Problem.of(ProblemType.BAD_ENVELOPE, "The body ended, or stopped coming, before it was whole.", e);
    }
}
