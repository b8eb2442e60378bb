package io.plumbline.sync.fuzz;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hostile bytes for the library's parsers and merge rules, by the hundred thousand. */
class ParserFuzzTest {
    private static final Logger LOG = Logger.getLogger(ParserFuzzTest.class);
    private static final int FIXED = 20_000;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final List<byte[]> seeds = new ArrayList<>();

    @BeforeEach
    void load() throws IOException {
        seeds.addAll(ParserSeeds.load());
    }

    @Test
    void refusesOrFoldsTheSameHostileBytes() throws IOException {
        for (byte[] seed : seeds) {
            ParserTarget.fuzzerTestOneInput(seed);
        }
        run(1, FIXED, 0);
    }

    @Test
    void refusesOrFoldsNewHostileBytes() throws IOException {
        long seconds = Long.getLong("fuzz.seconds", 0);
        if (seconds > 0) {
            run(Long.getLong("fuzz.seed", RandomGenerator.getDefault().nextLong()), 0, seconds);
        }
    }

    private void run(long seed, int count, long seconds) throws IOException {
        Mutations mutations = new Mutations(new Random(seed));
        Random choice = new Random(seed);
        long began = System.nanoTime();
        long tried = 0;
        while (tried < count || System.nanoTime() - began < seconds * NANOS_PER_SECOND) {
            byte[] bytes = mutations.mutate(seeds.get(choice.nextInt(seeds.size())));
            try {
                ParserTarget.fuzzerTestOneInput(bytes);
            } catch (RuntimeException | StackOverflowError e) {
                String kept = Base64.getEncoder().encodeToString(bytes);
                throw new AssertionError("-Dfuzz.seed=" + seed + ", input " + tried + ", base64 " + kept, e);
            }
            tried++;
        }
        LOG.infof("%d inputs", tried);
    }
}
