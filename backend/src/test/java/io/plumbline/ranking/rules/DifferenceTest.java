package io.plumbline.ranking.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.ranking.rules.Difference.Outcome;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DifferenceTest {
    @Test
    @DisplayName("RNK-5: a revision lists who changed, and only those")
    void listsWhoChangedWhenALateResponseCounts() {
        List<Placed> before = Places.of(List.of(one("A", "95", 9), one("B", "85", 9), one("C", "80", 9)), 5);
        List<Placed> after = Places.of(List.of(one("A", "95.00", 9), one("B", "85", 9), one("C", "90", 10)), 5);
        assertThat(Difference.between(before, after))
                .containsExactly(
                        new Difference(id("C"), "C", outcome(3, "80.00", 9), outcome(2, "90.00", 10)),
                        new Difference(id("B"), "B", outcome(2, "85.00", 9), outcome(3, "85.00", 9)));
    }

    @Test
    void namesWhoEntersAndWhoLeaves() {
        List<Placed> before = Places.of(List.of(one("A", "95", 9)), 5);
        List<Placed> after = Places.of(List.of(one("B", "85", 9)), 5);
        assertThat(Difference.between(before, after))
                .containsExactly(
                        new Difference(id("B"), "B", null, outcome(1, "85.00", 9)),
                        new Difference(id("A"), "A", outcome(1, "95.00", 9), null));
    }

    @Test
    void isEmptyWhenNothingChanged() {
        List<Placed> same = Places.of(List.of(one("A", "95", 9), one("few", "85", 1)), 5);
        assertThat(Difference.between(same, same)).isEmpty();
    }

    private static Outcome outcome(int place, String score, long responses) {
        return new Outcome(place, new BigDecimal(score), responses);
    }

    private static Standing one(String name, String score, long responses) {
        return new Standing(id(name), name, new BigDecimal(score), responses);
    }

    private static UUID id(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }
}
