package io.plumbline.demo.plan;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Chance that can be repeated. Each decision draws from a stream of its own, named after what is decided, so that a new
 * decision leaves all others as they were. The numbers are those of SplitMix64 (Steele, Lea and Flood, 2014), written
 * out here because the JDK does not promise that its generators stay the same.
 */
public final class Dice {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final double UNIT = 0x1.0p-53;

    private long state;

    private Dice(long state) {
        this.state = state;
    }

    /** The stream of this name under this seed. */
    public static Dice of(long seed, String name) {
        long hash = 0xcbf29ce484222325L;
        for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (octet & 0xff)) * FNV_PRIME;
        }
        return new Dice(mixed(hash ^ mixed(seed)));
    }

    /** 0 inclusive to 1 exclusive. */
    public double unit() {
        return (next() >>> 11) * UNIT;
    }

    public boolean chance(double probability) {
        return unit() < probability;
    }

    /** Both ends inclusive. */
    public int between(int low, int high) {
        return low + (int) (unit() * (high - low + 1));
    }

    /** Bell-shaped around 0 with standard deviation 1, and never beyond 6. */
    public double bell() {
        double sum = 0;
        for (int i = 0; i < 12; i++) {
            sum += unit();
        }
        return sum - 6;
    }

    public <T> T pick(List<T> choices) {
        return choices.get(between(0, choices.size() - 1));
    }

    /** A new list in another order. */
    public <T> List<T> shuffled(List<T> things) {
        List<T> result = new ArrayList<>(things);
        for (int i = result.size() - 1; i > 0; i--) {
            int j = between(0, i);
            T swapped = result.get(i);
            result.set(i, result.get(j));
            result.set(j, swapped);
        }
        return result;
    }

    private long next() {
        state += GOLDEN_GAMMA;
        return mixed(state);
    }

    private static long mixed(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
