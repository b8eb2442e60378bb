package io.plumbline.sync.device;

import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Everything a device takes from outside.
 *
 * @param wall the wall clock in milliseconds since 1970; may stand, jump and lie
 * @param elapsed milliseconds since some moment; only goes forward, at the pace of time
 * @param random for waiting times
 * @param ids makes UUIDs as lower-case text
 * @param key the device's key pair, when it has one
 */
public record DeviceEnvironment(
        LongSupplier wall,
        LongSupplier elapsed,
        RandomGenerator random,
        Supplier<String> ids,
        Optional<SessionKey> key) {}
