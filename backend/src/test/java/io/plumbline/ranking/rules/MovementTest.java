package io.plumbline.ranking.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MovementTest {
    @Test
    void isPositiveWhenTheSubjectRose() {
        assertThat(Movement.of(5, 3)).isEqualTo(2);
        assertThat(Movement.of(3, 5)).isEqualTo(-2);
        assertThat(Movement.of(3, 3)).isZero();
    }

    @Test
    void isUnknownWhenEitherMonthHasNoPlace() {
        assertThat(Movement.of(null, 3)).isNull();
        assertThat(Movement.of(3, null)).isNull();
    }
}
