package io.plumbline.sync.merge;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.TestReporter;

/** The seed of a random test: fresh at each run, published in the report, replayed with {@code -Dseed=}. */
final class Seed {
    private Seed() {}

    static long choose(TestReporter reporter) {
        Long given = Long.getLong("seed");
        long seed = given == null ? RandomGenerator.getDefault().nextLong() : given;
        reporter.publishEntry("seed", Long.toString(seed));
        return seed;
    }

    static RandomGenerator generator(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }
}
