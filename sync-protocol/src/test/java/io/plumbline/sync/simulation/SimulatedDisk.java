package io.plumbline.sync.simulation;

import io.plumbline.sync.device.storage.Disk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A disk in memory that tears what was not forced and refuses when it is full. */
final class SimulatedDisk implements Disk {
    /** What the next writes meet. */
    enum Trouble {
        NONE,
        FULL,
        TORN
    }

    private byte[] forced = new byte[0];
    private final ByteArrayOutputStream unforced = new ByteArrayOutputStream();
    private final Map<String, byte[]> files = new TreeMap<>();
    private final Chance chance;
    Trouble trouble = Trouble.NONE;

    SimulatedDisk(Chance chance) {
        this.chance = chance;
    }

    SimulatedDisk copy() {
        SimulatedDisk copy = new SimulatedDisk(chance);
        copy.forced = forced;
        copy.files.putAll(files);
        return copy;
    }

    /** After a kill: of what was not forced any beginning may be there. */
    boolean tear() {
        byte[] written = unforced.toByteArray();
        unforced.reset();
        if (written.length == 0) {
            return false;
        }
        forced = join(forced, Arrays.copyOf(written, chance.below(written.length)));
        return true;
    }

    @Override
    public byte[] readLog() {
        return join(forced, unforced.toByteArray());
    }

    @Override
    public void append(byte[] bytes) throws IOException {
        if (trouble == Trouble.FULL) {
            unforced.write(bytes, 0, chance.below(bytes.length));
            throw new IOException("no space left");
        }
        unforced.write(bytes, 0, bytes.length);
        if (trouble == Trouble.TORN) {
            throw new Killed();
        }
    }

    @Override
    public void force() {
        forced = join(forced, unforced.toByteArray());
        unforced.reset();
    }

    @Override
    public void truncate(long length) {
        forced = Arrays.copyOf(readLog(), (int) length);
        unforced.reset();
    }

    @Override
    public void replaceLog(byte[] bytes) throws IOException {
        if (trouble == Trouble.FULL) {
            throw new IOException("no space left");
        }
        forced = bytes;
        unforced.reset();
    }

    @Override
    public void writeFile(String name, byte[] bytes) throws IOException {
        if (trouble == Trouble.FULL) {
            throw new IOException("no space left");
        }
        files.put(name, bytes);
    }

    @Override
    public Optional<byte[]> readFile(String name) {
        return Optional.ofNullable(files.get(name));
    }

    @Override
    public void deleteFile(String name) {
        files.remove(name);
    }

    @Override
    public Set<String> files() {
        return Set.copyOf(files.keySet());
    }

    private static byte[] join(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
