package io.plumbline.sync;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/** Lines of JSON in a temporary file that is gone as soon as it is closed, or its process ends. */
final class SpooledLines {
    /** Takes the lines. */
    static final class Writer {
        private final OutputStream out;

        private Writer(OutputStream out) {
            this.out = out;
        }

        void line(Object value) {
            try {
                out.write(StoredJson.text(value).getBytes(StandardCharsets.UTF_8));
                out.write('\n');
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private SpooledLines() {}

    /** What the lines are read from, from the first on; closing it gives the space back. */
    static InputStream write(Consumer<Writer> lines) {
        try {
            Path file = Files.createTempFile("plumbline-snapshot", ".ndjson");
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
            try {
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
                lines.accept(new Writer(out));
                out.flush();
                channel.position(0);
                return Channels.newInputStream(channel);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
