package io.plumbline.platform.testing;

import io.plumbline.platform.time.PastTime;
import io.quarkus.test.Mock;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The clock of every integration test: real time until a test moves it. Inject it and reset it afterwards. */
@Mock
@Singleton
public class MutableClock extends Clock {
    private volatile Duration offset = Duration.ZERO;

    /** Moves on by the duration. */
    public void advance(Duration duration) {
        offset = offset.plus(duration);
    }

    /** Jumps to the instant and runs on from there. */
    public void set(Instant instant) {
        offset = Duration.between(Instant.now(), instant);
    }

    /** Back to real time. */
    public void reset() {
        offset = Duration.ZERO;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return Clock.offset(Clock.system(zone), offset);
    }

    @Override
    public Instant instant() {
        return PastTime.chosen().orElseGet(() -> Instant.now().plus(offset));
    }
}
