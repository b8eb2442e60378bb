package io.plumbline.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.sync.message.ProtocolLimits;
import org.junit.jupiter.api.Test;

class PullGateTest {
    private static final long BUDGET = 32L << 20;

    @Test
    void givesOnePageAloneAllThatAPageMayHave() {
        assertThat(PullGate.bytes(BUDGET, 1)).isEqualTo(ProtocolLimits.V1.pageBytes());
    }

    @Test
    void givesManyPagesTogetherNoMoreThanTheBudget() {
        assertThat(PullGate.bytes(BUDGET, 200) * 200L).isBetween(BUDGET / 2, BUDGET);
    }

    @Test
    void letsAPageBringSomethingHoweverManyThereAre() {
        assertThat(PullGate.bytes(BUDGET, 1_000_000)).isEqualTo(PullGate.LEAST_BYTES);
    }
}
