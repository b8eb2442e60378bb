package io.plumbline.sync.device.storage;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Values by table and key in memory. */
final class Tables {
    private final Map<String, TreeMap<String, JsonNode>> tables = new TreeMap<>();

    Optional<JsonNode> find(String table, String key) {
        TreeMap<String, JsonNode> values = tables.get(table);
        return values == null ? Optional.empty() : Optional.ofNullable(values.get(key));
    }

    SortedMap<String, JsonNode> table(String table) {
        TreeMap<String, JsonNode> values = tables.get(table);
        return values == null ? Collections.emptySortedMap() : Collections.unmodifiableSortedMap(values);
    }

    void apply(WriteUnit unit) {
        unit.changes().forEach((table, changes) -> {
            TreeMap<String, JsonNode> values = tables.computeIfAbsent(table, name -> new TreeMap<>());
            changes.forEach((key, value) -> {
                if (value.isPresent()) {
                    values.put(key, value.get());
                } else {
                    values.remove(key);
                }
            });
            if (values.isEmpty()) {
                tables.remove(table);
            }
        });
    }

    /** All values as one unit. */
    WriteUnit all() {
        WriteUnit all = new WriteUnit();
        tables.forEach((table, values) -> values.forEach((key, value) -> all.put(table, key, value)));
        return all;
    }
}
