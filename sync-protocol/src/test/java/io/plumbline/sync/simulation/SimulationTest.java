package io.plumbline.sync.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.sync.device.Device;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** Runs of the simulation: the same ones each time, and new ones for a while. */
class SimulationTest {
    static final int STEPS = 1500;
    private static final int FIXED_SEEDS = 24;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    @Test
    void holdsEveryInvariantInTheFixedRunsAndEverythingInterestingHappens(TestReporter reporter) {
        EnumMap<Event, Integer> counts = new EnumMap<>(Event.class);
        for (long seed = 1; seed <= FIXED_SEEDS; seed++) {
            run(seed).forEach((event, count) -> counts.merge(event, count, Integer::sum));
        }
        reporter.publishEntry("events", counts.toString());
        Set<Event> never = EnumSet.allOf(Event.class);
        never.removeAll(counts.keySet());
        assertThat(never)
                .as("what never happened: the simulation has gone hollow")
                .isEmpty();
    }

    @Test
    void holdsEveryInvariantInNewRuns(TestReporter reporter) {
        Long replay = Long.getLong("simulation.seed");
        if (replay != null) {
            run(replay);
            return;
        }
        long began = System.nanoTime();
        long seconds = Long.getLong("simulation.seconds", 0);
        int runs = 0;
        while (System.nanoTime() - began < seconds * NANOS_PER_SECOND) {
            run(RandomGenerator.getDefault().nextLong());
            runs++;
        }
        reporter.publishEntry("runs", runs + " in " + (System.nanoTime() - began) / NANOS_PER_SECOND + " s");
    }

    private static Map<Event, Integer> run(long seed) {
        Simulation simulation = new Simulation(seed, STEPS, Device::new, new ServerRules());
        try {
            simulation.run();
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(
                    "-Dsimulation.seed=" + seed + ": " + e.getMessage() + "\n" + simulation.journal.story(), e);
        }
        return simulation.journal.counts();
    }
}
