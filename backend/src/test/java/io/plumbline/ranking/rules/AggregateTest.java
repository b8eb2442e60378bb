package io.plumbline.ranking.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AggregateTest {
    private final long seed = Long.getLong("seed", 20_261_122L);

    @Test
    @DisplayName("CBK-6: the mean is exact and rounded once, half up")
    void roundsTheMeanOnceHalfUp() {
        assertThat(of("80", "90", "95.55").mean()).contains(new BigDecimal("88.52"));
        assertThat(of("80.00", "80.01").mean()).contains(new BigDecimal("80.01"));
    }

    @Test
    @DisplayName("CBK-6: no response has no mean")
    void hasNoMeanWithoutResponses() {
        assertThat(Aggregate.EMPTY.mean()).isEmpty();
    }

    @Test
    @DisplayName("RNK-7: a unit is the sum of its responses, not the mean of means")
    void rollsUpResponsesWhenPartsDifferInSize() {
        Aggregate small = of("100");
        Aggregate large = of("70", "70", "70");
        assertThat(small.plus(large).mean()).contains(new BigDecimal("77.50"));
    }

    @Test
    void refusesToTakeOutMoreResponsesThanThereAre() {
        assertThatThrownBy(() -> of("80").minus(of("80", "90"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("CBK-6: an interval from five responses on")
    void givesAnIntervalFromFiveResponsesOn() {
        assertThat(of("80", "82", "84", "86").interval()).isEmpty();
        // mean 84, sample deviation √10, t = 2.776: 84 ± 2.776 × √10 ÷ √5 = 84 ± 3.93
        assertThat(of("80", "82", "84", "86", "88").interval())
                .contains(new Aggregate.Interval(new BigDecimal("80.07"), new BigDecimal("87.93")));
    }

    @Test
    void keepsTheIntervalWithinPossibleScores() {
        assertThat(of("100", "100", "100", "100", "60").interval().orElseThrow().high())
                .isEqualByComparingTo("100");
    }

    @Test
    void equalsAListOfScoresWhateverIsAddedAndRemoved() {
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            List<BigDecimal> model = new ArrayList<>();
            Aggregate aggregate = Aggregate.EMPTY;
            for (int step = 0; step < 60; step++) {
                if (!model.isEmpty() && random.nextInt(3) == 0) {
                    aggregate = aggregate.remove(model.remove(random.nextInt(model.size())));
                } else {
                    BigDecimal score = BigDecimal.valueOf(random.nextInt(10_001), 2);
                    model.add(score);
                    aggregate = aggregate.add(score);
                }
            }
            BigDecimal sum = model.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
            assertThat(aggregate.responses()).as("seed %d", seed).isEqualTo(model.size());
            assertThat(aggregate.sum()).as("seed %d", seed).isEqualByComparingTo(sum);
            if (!model.isEmpty()) {
                assertThat(aggregate.mean())
                        .as("seed %d", seed)
                        .contains(sum.divide(BigDecimal.valueOf(model.size()), 2, RoundingMode.HALF_UP));
            }
        }
    }

    private static Aggregate of(String... scores) {
        Aggregate aggregate = Aggregate.EMPTY;
        for (String score : scores) {
            aggregate = aggregate.add(new BigDecimal(score));
        }
        return aggregate;
    }
}
