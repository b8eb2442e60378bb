package io.plumbline.sync.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.sync.device.Device;
import io.plumbline.sync.device.PlantedDevice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulation catches each of the mistakes that others have made: it is only worth what it catches. */
class PlantedBugsTest {
    private static final int SEEDS = 30;

    @ParameterizedTest
    @EnumSource(PlantedDevice.class)
    void catchesADeviceWithAMistake(PlantedDevice planted) {
        assertThat(caught(planted::open, new ServerRules())).isTrue();
    }

    @ParameterizedTest
    @EnumSource(PlantedServer.class)
    void catchesAServerWithAMistake(PlantedServer planted) {
        assertThat(caught(Device::new, planted.rules)).isTrue();
    }

    @Test
    void areAllInTheTable() throws java.io.IOException {
        String text = Files.readString(Path.of("../docs/testing.md"));
        assertThat(Stream.concat(Stream.of(PlantedDevice.values()), Stream.of(PlantedServer.values()))
                        .map(Enum::name))
                .allSatisfy(name -> assertThat(text).contains("`" + name + "`"));
    }

    private static boolean caught(SimulatedDevice.Factory factory, ServerRules rules) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            try {
                new Simulation(seed, SimulationTest.STEPS, factory, rules).run();
            } catch (RuntimeException e) {
                return true;
            }
        }
        return false;
    }
}
