package io.plumbline.sync.conformance.tablets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What people wrote, in the order they wrote it, noted before their tablet is told, and on a disk besides. It knows no
 * operation and no protocol.
 */
final class Ledger implements AutoCloseable {
    /** What can be written. */
    enum What {
        ANSWER,
        NOTE,
        PHOTO,
        PHOTO_REMOVED,
        SUBMISSION
    }

    /**
     * One thing written.
     *
     * @param key an item, or the SHA-256 of a photo
     * @param value JSON null where there is none
     */
    record Entry(int number, int tablet, String visit, What what, String key, JsonNode value) {}

    private final List<Entry> entries = new ArrayList<>();
    private final Set<Integer> refused = new HashSet<>();
    private final BufferedWriter out;

    Ledger(Path file) throws IOException {
        out = Files.newBufferedWriter(file);
    }

    /** Somebody is about to write this. */
    synchronized Entry note(int tablet, String visit, What what, String key, JsonNode value) {
        Entry entry = new Entry(entries.size(), tablet, visit, what, key, value);
        entries.add(entry);
        ObjectNode line = Office.object()
                .put("number", entry.number())
                .put("tablet", tablet)
                .put("visit", visit)
                .put("what", what.name())
                .put("key", key);
        line.set("value", value);
        write(line);
        return entry;
    }

    /** The tablet told the person that this is not possible, so nothing was written. */
    synchronized void refused(Entry entry) {
        refused.add(entry.number());
        write(Office.object().put("number", entry.number()).put("refused", true));
    }

    private void write(JsonNode line) {
        try {
            out.write(line.toString());
            out.newLine();
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything that was written. */
    synchronized List<Entry> entries() {
        return entries.stream()
                .filter(entry -> !refused.contains(entry.number()))
                .toList();
    }

    synchronized long count(What what) {
        return entries().stream().filter(entry -> entry.what() == what).count();
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }
}
