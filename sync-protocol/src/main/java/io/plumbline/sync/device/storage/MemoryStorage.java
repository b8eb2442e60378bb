package io.plumbline.sync.device.storage;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** A storage that lives as long as the object: for tests and for trying out. */
public final class MemoryStorage implements DeviceStorage {
    private final Tables tables = new Tables();
    private final Map<String, byte[]> files = new TreeMap<>();

    /** A copy that shares nothing that changes: a backup, or the storage of a cloned device. */
    public MemoryStorage copy() {
        MemoryStorage copy = new MemoryStorage();
        copy.tables.apply(tables.all());
        copy.files.putAll(files);
        return copy;
    }

    @Override
    public Optional<JsonNode> find(String table, String key) {
        return tables.find(table, key);
    }

    @Override
    public SortedMap<String, JsonNode> table(String table) {
        return tables.table(table);
    }

    @Override
    public void write(WriteUnit unit) {
        tables.apply(unit);
    }

    @Override
    public void keepFile(String sha256, byte[] bytes) {
        files.put(sha256, bytes.clone());
    }

    @Override
    public Optional<byte[]> findFile(String sha256) {
        return Optional.ofNullable(files.get(sha256)).map(byte[]::clone);
    }

    @Override
    public void dropFile(String sha256) {
        files.remove(sha256);
    }

    @Override
    public Set<String> files() {
        return Set.copyOf(files.keySet());
    }
}
