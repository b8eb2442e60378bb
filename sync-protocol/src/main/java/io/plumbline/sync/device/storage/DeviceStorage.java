package io.plumbline.sync.device.storage;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * The local database of one device. Whoever is killed between two calls finds the state of the last call that returned;
 * whoever is killed inside one finds it done or not begun. Values are never changed after they were handed over, nor
 * after they were read.
 */
public interface DeviceStorage {
    /** The value, empty when there is none. */
    Optional<JsonNode> find(String table, String key);

    /** All values of a table by key, in the order of the keys; a view that must not be changed. */
    SortedMap<String, JsonNode> table(String table);

    /**
     * Applies a unit: all of it or nothing, durable when this returns.
     *
     * @throws StorageException when it cannot be kept; then nothing changed
     */
    void write(WriteUnit unit);

    /**
     * Keeps a file; the same hash again changes nothing. A file that no value refers to may be dropped at any time.
     *
     * @param sha256 64 hexadecimal digits
     * @throws StorageException when it cannot be kept
     */
    void keepFile(String sha256, byte[] bytes);

    /** The file with this hash. */
    Optional<byte[]> findFile(String sha256);

    /** Drops a file; nothing happens when there is none. */
    void dropFile(String sha256);

    /** Hashes of all files. */
    Set<String> files();
}
