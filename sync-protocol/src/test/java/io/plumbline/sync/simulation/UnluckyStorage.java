package io.plumbline.sync.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.sync.device.storage.DeviceStorage;
import io.plumbline.sync.device.storage.WriteUnit;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** A storage whose device is killed at a given write: before it, or after it. */
final class UnluckyStorage implements DeviceStorage {
    private final DeviceStorage storage;
    private final Journal journal;
    private int writesLeft = Integer.MAX_VALUE;
    private boolean after;

    /** Anything may be on the disk that was not there before. */
    boolean touched = true;

    UnluckyStorage(DeviceStorage storage, Journal journal) {
        this.storage = storage;
        this.journal = journal;
    }

    /** Kills at the write after so many more. */
    void killAt(int writes, boolean afterIt) {
        writesLeft = writes;
        after = afterIt;
    }

    void killNever() {
        writesLeft = Integer.MAX_VALUE;
    }

    private void write(Runnable work) {
        boolean now = writesLeft-- <= 0;
        touched = true;
        if (now && !after) {
            journal.count(Event.KILLED_BEFORE_WRITE);
            throw new Killed();
        }
        work.run();
        if (now) {
            journal.count(Event.KILLED_AFTER_WRITE);
            throw new Killed();
        }
    }

    @Override
    public Optional<JsonNode> find(String table, String key) {
        return storage.find(table, key);
    }

    @Override
    public SortedMap<String, JsonNode> table(String table) {
        return storage.table(table);
    }

    @Override
    public void write(WriteUnit unit) {
        write(() -> storage.write(unit));
    }

    @Override
    public void keepFile(String sha256, byte[] bytes) {
        write(() -> storage.keepFile(sha256, bytes));
    }

    @Override
    public Optional<byte[]> findFile(String sha256) {
        return storage.findFile(sha256);
    }

    @Override
    public void dropFile(String sha256) {
        write(() -> storage.dropFile(sha256));
    }

    @Override
    public Set<String> files() {
        return storage.files();
    }
}
