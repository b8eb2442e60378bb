package io.plumbline.sync.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.sync.clock.Hlc;
import io.plumbline.sync.clock.HybridClock;
import io.plumbline.sync.device.storage.DeviceStorage;
import io.plumbline.sync.device.storage.WriteUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.function.LongSupplier;

/** Devices with one mistake each. */
public enum PlantedDevice {
    CURSOR_BEFORE_ROWS(new DeviceRules()) {
        @Override
        DeviceStorage storage(DeviceStorage storage) {
            return new TornUnits(storage);
        }
    },
    EVICTS_PINNED_ROWS(new DeviceRules() {
        @Override
        boolean isPinned(String visit, Set<String> visitsWithWork) {
            return false;
        }
    }),
    CLOCK_DOES_NOT_ADVANCE_ON_RECEIVE(new DeviceRules() {
        @Override
        void receive(HybridClock clock, Hlc seen) {
            // stays where it is
        }
    }),
    CLOCK_BEGINS_ANEW_AFTER_A_RESTART(new DeviceRules() {
        @Override
        HybridClock clock(LongSupplier wall, Hlc last) {
            return new HybridClock(wall, Hlc.ZERO);
        }
    }),
    OVERLAY_DROPPED_EARLY(new DeviceRules() {
        @Override
        boolean isCovered(OutboxEntry entry, boolean rowIsHere, String horizon) {
            return isInEffect(entry);
        }
    }),
    UNKNOWN_STATUS_IS_DURABLE(new DeviceRules() {
        @Override
        boolean isDurable(JsonNode receipt) {
            return true;
        }
    }),
    NEW_IDS_AFTER_A_FORK(new DeviceRules() {
        @Override
        ObjectNode renumbered(ObjectNode operation, long sequence) {
            String other = UUID.nameUUIDFromBytes(
                            operation.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8))
                    .toString();
            return super.renumbered(operation, sequence).put("id", other);
        }
    }),
    SEQUENCES_ARE_KEPT_AFTER_A_FORK(new DeviceRules() {
        @Override
        ObjectNode renumbered(ObjectNode operation, long sequence) {
            return operation.deepCopy();
        }
    }),
    ACKNOWLEDGED_IS_NEVER_ASKED_FOR(new DeviceRules() {
        @Override
        boolean isToBeChecked(OutboxEntry entry) {
            return false;
        }
    }),
    REFILL_DOES_NOT_REPLACE(new DeviceRules() {
        @Override
        boolean isReplaced(StoredRow.Membership membership, long fill) {
            return false;
        }
    }),
    ACKNOWLEDGED_IS_NOT_KEPT(new DeviceRules() {
        @Override
        boolean isKept(long receivedAt, long now, long keepMillis) {
            return false;
        }
    });

    @SuppressWarnings("ImmutableEnumChecker") // decisions without a state
    private final DeviceRules rules;

    PlantedDevice(DeviceRules rules) {
        this.rules = rules;
    }

    DeviceStorage storage(DeviceStorage storage) {
        return storage;
    }

    /** Opens a device with the mistake. */
    public Device open(DeviceStorage storage, DeviceEnvironment environment, DeviceOptions options) {
        return new Device(storage(storage), environment, options, rules);
    }

    /** Writes what says how far a pull came before what it brought. */
    private record TornUnits(DeviceStorage storage) implements DeviceStorage {
        @Override
        public void write(WriteUnit unit) {
            WriteUnit first = new WriteUnit();
            WriteUnit second = new WriteUnit();
            unit.changes().forEach((table, changes) -> copy(table, changes, table.equals("account") ? first : second));
            if (!first.isEmpty()) {
                storage.write(first);
            }
            if (!second.isEmpty()) {
                storage.write(second);
            }
        }

        private static void copy(String table, Map<String, Optional<JsonNode>> changes, WriteUnit into) {
            changes.forEach((key, value) -> {
                if (value.isPresent()) {
                    into.put(table, key, value.get());
                } else {
                    into.remove(table, key);
                }
            });
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
        public void keepFile(String sha256, byte[] bytes) {
            storage.keepFile(sha256, bytes);
        }

        @Override
        public Optional<byte[]> findFile(String sha256) {
            return storage.findFile(sha256);
        }

        @Override
        public void dropFile(String sha256) {
            storage.dropFile(sha256);
        }

        @Override
        public Set<String> files() {
            return storage.files();
        }
    }
}
