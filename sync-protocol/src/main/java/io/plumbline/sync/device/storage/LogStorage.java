package io.plumbline.sync.device.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.zip.CRC32C;

/**
 * A storage that is a log: one record for each unit, so that a unit is there whole or not at all.
 *
 * <p>A record is its length, a CRC-32C and the unit as JSON. A kill can tear the last record alone, because each is
 * forced before the next begins; on opening, the log is cut where the first record does not hold. A unit that could not
 * be written (the disk is full) is cut off again before the next, or it would hide everything after it. When the log
 * has grown to a few times what it holds, a record of everything takes its place.
 */
public final class LogStorage implements DeviceStorage {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int HEADER = 8;
    private static final int FIRST_COMPACTION = 1 << 16;
    private static final int COMPACTION_FACTOR = 4;

    private final Disk disk;
    private final Tables tables = new Tables();
    private long length;
    private long compactAt;
    private boolean torn;

    /** Opens what is on the disk; what was torn is cut off. */
    public LogStorage(Disk disk) {
        this.disk = disk;
        try {
            byte[] log = disk.readLog();
            length = replay(log);
            if (length < log.length) {
                disk.truncate(length);
            }
        } catch (IOException e) {
            throw new StorageException("the log cannot be read", e);
        }
        compactAt = Math.max(FIRST_COMPACTION, COMPACTION_FACTOR * length);
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
        if (unit.isEmpty()) {
            return;
        }
        byte[] record = record(unit);
        try {
            if (torn) {
                disk.truncate(length);
                torn = false;
            }
            disk.append(record);
            disk.force();
        } catch (IOException e) {
            cutOff(e);
            throw new StorageException("the unit cannot be written", e);
        }
        length += record.length;
        tables.apply(unit);
        if (length > compactAt) {
            compact();
        }
    }

    @Override
    public void keepFile(String sha256, byte[] bytes) {
        try {
            disk.writeFile(sha256, bytes);
        } catch (IOException e) {
            throw new StorageException("the file cannot be written", e);
        }
    }

    @Override
    public Optional<byte[]> findFile(String sha256) {
        try {
            return disk.readFile(sha256);
        } catch (IOException e) {
            throw new StorageException("the file cannot be read", e);
        }
    }

    @Override
    public void dropFile(String sha256) {
        try {
            disk.deleteFile(sha256);
        } catch (IOException e) {
            throw new StorageException("the file cannot be removed", e);
        }
    }

    @Override
    public Set<String> files() {
        try {
            return disk.files();
        } catch (IOException e) {
            throw new StorageException("the files cannot be listed", e);
        }
    }

    private void cutOff(IOException reason) {
        torn = true;
        try {
            disk.truncate(length);
            torn = false;
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    /** Failing to compact loses nothing: the long log holds the same. */
    private void compact() {
        byte[] record = record(tables.all());
        compactAt = Math.max(FIRST_COMPACTION, COMPACTION_FACTOR * (long) record.length);
        try {
            disk.replaceLog(record);
            length = record.length;
        } catch (IOException e) {
            compactAt = 2 * length;
        }
    }

    private long replay(byte[] log) {
        int position = 0;
        while (position + HEADER <= log.length) {
            ByteBuffer header = ByteBuffer.wrap(log, position, HEADER);
            int size = header.getInt();
            int checksum = header.getInt();
            if (size <= 0 || size > log.length - position - HEADER) {
                break;
            }
            byte[] body = Arrays.copyOfRange(log, position + HEADER, position + HEADER + size);
            if (checksum != checksum(body)) {
                break;
            }
            tables.apply(read(body));
            position += HEADER + size;
        }
        return position;
    }

    private static byte[] record(WriteUnit unit) {
        ArrayNode changes = JSON.createArrayNode();
        unit.changes()
                .forEach((table, values) -> values.forEach((key, value) -> {
                    ArrayNode change = changes.addArray().add(table).add(key);
                    value.ifPresent(change::add);
                }));
        try {
            byte[] body = JSON.writeValueAsBytes(changes);
            return ByteBuffer.allocate(HEADER + body.length)
                    .putInt(body.length)
                    .putInt(checksum(body))
                    .put(body)
                    .array();
        } catch (JsonProcessingException e) {
            throw new StorageException("the unit is no JSON", e);
        }
    }

    private static WriteUnit read(byte[] body) {
        WriteUnit unit = new WriteUnit();
        try {
            for (JsonNode change : JSON.readTree(body)) {
                String table = change.path(0).asText();
                String key = change.path(1).asText();
                if (change.has(2)) {
                    unit.put(table, key, change.path(2));
                } else {
                    unit.remove(table, key);
                }
            }
        } catch (IOException e) {
            throw new StorageException("a record with a right checksum is no JSON", e);
        }
        return unit;
    }

    private static int checksum(byte[] body) {
        CRC32C crc = new CRC32C();
        crc.update(body);
        return (int) crc.getValue();
    }
}
