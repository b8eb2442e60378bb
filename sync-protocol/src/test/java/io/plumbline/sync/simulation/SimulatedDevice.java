package io.plumbline.sync.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.sync.device.Call;
import io.plumbline.sync.device.Device;
import io.plumbline.sync.device.DeviceEnvironment;
import io.plumbline.sync.device.DeviceOptions;
import io.plumbline.sync.device.storage.DeviceStorage;
import io.plumbline.sync.device.storage.LogStorage;
import io.plumbline.sync.device.storage.MemoryStorage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One piece of hardware: its disk, its wrong clock and the process that runs on it, if one does. */
final class SimulatedDevice {
    /** Makes a device over a storage; a planted bug makes a wrong one. */
    interface Factory {
        Device open(DeviceStorage storage, DeviceEnvironment environment, DeviceOptions options);
    }

    private static final DeviceOptions OPTIONS = new DeviceOptions(
            "tablet",
            "simulation",
            "1",
            Duration.ofMinutes(15),
            Duration.ofMinutes(1),
            Duration.ofHours(3),
            Duration.ofDays(14),
            5,
            4,
            20);

    private final Chance chance;
    private final Journal journal;
    private final LongSupplier time;
    private final Factory factory;
    private @Nullable MemoryStorage memory;
    private @Nullable SimulatedDisk disk;
    private @Nullable UnluckyStorage unlucky;
    private @Nullable Device device;
    long skew;

    /** This copy's number and those of the copies it comes from. */
    int copy;

    List<Integer> ancestors = new ArrayList<>();

    /** How often the server had been set back when it gave the last answer. */
    int heardOfRestores;

    @Nullable
    Call underWay;

    @Nullable
    SimulatedDevice backup;

    SimulatedDevice(Chance chance, Journal journal, LongSupplier time, Factory factory, boolean onDisk, int copy) {
        this.chance = chance;
        this.journal = journal;
        this.time = time;
        this.factory = factory;
        this.copy = copy;
        if (onDisk) {
            disk = new SimulatedDisk(chance);
        } else {
            memory = new MemoryStorage();
        }
    }

    /** The same disk in another piece of hardware, whose process does not run. */
    SimulatedDevice cloned(int newCopy) {
        SimulatedDevice clone = new SimulatedDevice(chance, journal, time, factory, disk != null, newCopy);
        clone.disk = disk == null ? null : disk.copy();
        clone.memory = memory == null ? null : memory.copy();
        clone.skew = skew;
        clone.ancestors = new ArrayList<>(ancestors);
        clone.ancestors.add(copy);
        return clone;
    }

    /** The disk as it was. */
    void restore(SimulatedDevice from, int newCopy) {
        stop();
        disk = from.disk == null ? null : from.disk.copy();
        memory = from.memory == null ? null : from.memory.copy();
        ancestors = new ArrayList<>(from.ancestors);
        ancestors.add(from.copy);
        copy = newCopy;
    }

    void renamed(int newCopy) {
        ancestors.add(copy);
        copy = newCopy;
    }

    Device running() {
        if (device == null) {
            DeviceStorage storage = disk != null ? new LogStorage(disk) : memory;
            unlucky = new UnluckyStorage(storage, journal);
            DeviceEnvironment environment = new DeviceEnvironment(
                    () -> time.getAsLong() + skew, time, chance.generator(), chance::id, Optional.empty());
            device = factory.open(unlucky, environment, OPTIONS);
        }
        return device;
    }

    /** What is on the disk. */
    DeviceStorage storage() {
        running();
        return unlucky;
    }

    UnluckyStorage luck() {
        running();
        return unlucky;
    }

    Optional<SimulatedDisk> disk() {
        return Optional.ofNullable(disk);
    }

    /** The process ends, wherever it is. */
    void stop() {
        device = null;
        unlucky = null;
        underWay = null;
        if (disk != null && disk.tear()) {
            journal.count(Event.TORN_WRITE);
        }
        if (disk != null) {
            disk.trouble = SimulatedDisk.Trouble.NONE;
        }
    }

    boolean isRunning() {
        return device != null;
    }

    String meta(String name) {
        return storage().find("meta", name).map(JsonNode::asText).orElse("");
    }

    JsonNode identity() {
        return storage().find("meta", "identity").orElse(ServerFeed.JSON.createObjectNode());
    }

    @Override
    public String toString() {
        return "device " + copy;
    }
}
