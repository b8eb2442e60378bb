package io.plumbline.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.platform.testing.MutableClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FailureBucketsTest {
    private final MutableClock clock = new MutableClock();
    private final FailureBuckets buckets = new FailureBuckets(3, Duration.ofSeconds(10), clock);

    @Test
    void makesAnAddressWaitAfterAsManyFailuresAsItMayHave() {
        buckets.failed("a");
        buckets.failed("a");
        assertThat(buckets.waitOf("a")).isZero();
        buckets.failed("a");
        assertThat(buckets.waitOf("a")).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(10));
        assertThat(buckets.waitOf("b")).isZero();
    }

    @Test
    void forgivesOneFailureAtATime() {
        for (int i = 0; i < 3; i++) {
            buckets.failed("a");
        }
        clock.advance(Duration.ofSeconds(11));
        assertThat(buckets.waitOf("a")).isZero();
        buckets.failed("a");
        assertThat(buckets.waitOf("a")).isPositive();
    }
}
