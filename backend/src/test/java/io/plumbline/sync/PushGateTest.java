package io.plumbline.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PushGateTest {
    private final PushGate gate = new PushGate(1, Duration.ofMillis(20));

    @Test
    void tellsADeviceToComeAgainWhenNoPlaceComesFree() {
        gate.through(() -> {
            assertThatThrownBy(() -> gate.through(() -> "in"))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.type()).isEqualTo(ProblemType.OVERLOADED));
            return "out";
        });
    }

    @Test
    void givesThePlaceBackWhenAPushFails() {
        assertThatThrownBy(() -> gate.through(() -> {
                    throw new IllegalStateException("boom");
                }))
                .hasMessage("boom");
        assertThat(gate.through(() -> "in")).isEqualTo("in");
    }
}
