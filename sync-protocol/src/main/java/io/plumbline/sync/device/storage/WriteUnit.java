package io.plumbline.sync.device.storage;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Changes that belong together: values to put and to remove, by table and key. The last change of a key counts. */
public final class WriteUnit {
    private final Map<String, Map<String, Optional<JsonNode>>> changes = new TreeMap<>();

    /** Puts a value; it must not be changed any more. */
    public WriteUnit put(String table, String key, JsonNode value) {
        return change(table, key, Optional.of(value));
    }

    /** Removes a value. */
    public WriteUnit remove(String table, String key) {
        return change(table, key, Optional.empty());
    }

    private WriteUnit change(String table, String key, Optional<JsonNode> value) {
        changes.computeIfAbsent(table, name -> new TreeMap<>()).put(key, value);
        return this;
    }

    /** Whether nothing would change. */
    public boolean isEmpty() {
        return changes.isEmpty();
    }

    /** The changes by table and key; empty means remove. */
    public Map<String, Map<String, Optional<JsonNode>>> changes() {
        return Collections.unmodifiableMap(changes);
    }

    /** The changes of one table by key. */
    public Map<String, Optional<JsonNode>> of(String table) {
        return changes.getOrDefault(table, Map.of());
    }
}
