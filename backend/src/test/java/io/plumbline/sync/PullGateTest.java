package io.plumbline.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.sync.message.ProtocolLimits;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PullGateTest {
    private static final long BUDGET = 32L << 20;

    private final PullGate gate = new PullGate(new CurrentVertxRequest(), 1, Duration.ofMillis(20), BUDGET);

    @Test
    void givesOnePageAloneAllThatAPageMayHave() {
        assertThat(gate.take()).isEqualTo(ProtocolLimits.V1.pageBytes());
    }

    @Test
    void givesManyPagesTogetherHardlyMoreThanTheBudget() {
        int pages = 200;
        long all = IntStream.range(0, pages).mapToLong(page -> gate.take()).sum();
        assertThat(all).isBetween(BUDGET / 2, BUDGET + (long) pages * PullGate.LEAST_BYTES);
        assertThat(gate.take()).as("something, however many there are").isEqualTo(PullGate.LEAST_BYTES);
    }

    @Test
    void givesLargePagesAgainWhenTheOthersAreThrough() {
        int[] pages = IntStream.range(0, 200).map(page -> gate.take()).toArray();
        IntStream.of(pages).forEach(gate::giveBack);
        assertThat(gate.take()).isEqualTo(ProtocolLimits.V1.pageBytes());
    }
}
