package io.plumbline.ranking.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PlacesTest {
    private final long seed = Long.getLong("seed", 20_261_122L);

    @Test
    @DisplayName("RNK-2: equal scores share the place and the next is skipped: 1, 2, 2, 4")
    void sharesThePlaceWhenScoresAreEqual() {
        List<Placed> placed =
                Places.of(List.of(one("B", "90", 9), one("D", "80", 9), one("A", "95", 9), one("C", "90.00", 9)), 5);
        assertThat(placed).extracting(p -> p.standing().name()).containsExactly("A", "B", "C", "D");
        assertThat(placed).extracting(Placed::place).containsExactly(1, 2, 2, 4);
    }

    @Test
    @DisplayName("RNK-2: within a place by sample size, then name")
    void ordersByResponsesThenNameWithinAPlace() {
        List<Placed> placed = Places.of(List.of(one("乙", "90", 6), one("甲", "90", 6), one("丙", "90", 7)), 5);
        assertThat(placed).extracting(p -> p.standing().name()).containsExactly("丙", "乙", "甲");
        assertThat(placed).extracting(Placed::place).containsExactly(1, 1, 1);
    }

    @Test
    @DisplayName("RNK-3: below the minimum sample: not ranked, last, with its score")
    void listsApartWhoHasTooFewResponses() {
        List<Placed> placed =
                Places.of(List.of(one("few", "99", 4), one("enough", "70", 5), one("fewer", "99.5", 1)), 5);
        assertThat(placed).extracting(p -> p.standing().name()).containsExactly("enough", "fewer", "few");
        assertThat(placed).extracting(Placed::place).containsExactly(1, null, null);
        assertThat(placed.get(2).standing().score()).isEqualByComparingTo("99");
    }

    @Test
    @DisplayName("RNK-2: bottom N includes everyone tied with the last place in it")
    void widensTheBottomWhenItsEdgeIsTied() {
        List<Placed> placed = Places.of(
                List.of(one("A", "95", 5), one("B", "80", 5), one("C", "80", 5), one("D", "80", 5), one("E", "70", 5)),
                5);
        assertThat(Places.bottom(placed, 1))
                .extracting(p -> p.standing().name())
                .containsExactly("E");
        assertThat(Places.bottom(placed, 2))
                .extracting(p -> p.standing().name())
                .containsExactly("B", "C", "D", "E");
        assertThat(Places.bottom(placed, 9)).hasSize(5);
        assertThat(Places.bottom(placed, 0)).isEmpty();
    }

    @Test
    void takesEveryoneOnTheLastTopPlaceWhenItIsTied() {
        List<Placed> placed = Places.of(List.of(one("A", "95", 5), one("B", "80", 5), one("C", "80", 5)), 5);
        assertThat(Places.top(placed, 1)).hasSize(1);
        assertThat(Places.top(placed, 2)).hasSize(3);
    }

    @Test
    void leavesTheUnrankedOutOfTopAndBottom() {
        List<Placed> placed = Places.of(List.of(one("A", "95", 5), one("few", "10", 1)), 5);
        assertThat(Places.top(placed, 10)).hasSize(1);
        assertThat(Places.bottom(placed, 10)).hasSize(1);
        assertThat(Places.bottom(Places.of(List.of(one("few", "10", 1)), 5), 10))
                .isEmpty();
    }

    @Test
    @DisplayName("RNK-6: distance to the next place up skips those who share my place")
    void tellsTheDistanceToTheNextPlace() {
        List<Placed> placed = Places.of(
                List.of(
                        one("A", "95", 5),
                        one("B", "90.42", 5),
                        one("C", "90", 5),
                        one("D", "90", 5),
                        one("few", "99", 1)),
                5);
        assertThat(Places.toNextPlace(placed, id("D"))).contains(new Places.NextPlace(new BigDecimal("0.42"), 2));
        assertThat(Places.toNextPlace(placed, id("A"))).isEmpty();
        assertThat(Places.toNextPlace(placed, id("few"))).isEmpty();
        assertThat(Places.toNextPlace(placed, id("stranger"))).isEmpty();
    }

    @Test
    @DisplayName("RNK-2: a place is one more than the number of better scores, whatever the data")
    void equalsCountingTheBetterOnGeneratedData() {
        Random random = new Random(seed);
        int ties = 0;
        int unranked = 0;
        for (int round = 0; round < 300; round++) {
            List<Standing> standings = generate(random);
            int minimum = random.nextInt(8);
            List<Placed> placed = Places.of(standings, minimum);
            assertThat(placed).as("seed %d", seed).hasSameSizeAs(standings);
            for (Placed one : placed) {
                @Nullable Integer expected = countBetter(standings, one.standing(), minimum);
                assertThat(one.place()).as("seed %d", seed).isEqualTo(expected);
                unranked += expected == null ? 1 : 0;
            }
            assertThat(placed).as("seed %d", seed).isSortedAccordingTo(Places.SHOWN_ORDER);
            int n = random.nextInt(6);
            List<Placed> bottom = Places.bottom(placed, n);
            ties += bottom.size() > n ? 1 : 0;
            checkBottom(placed, bottom, n);
            Collections.shuffle(standings, random);
            assertThat(Places.of(standings, minimum)).as("seed %d", seed).isEqualTo(placed);
        }
        assertThat(ties).as("rounds with a tie at the edge").isPositive();
        assertThat(unranked).isPositive();
    }

    private void checkBottom(List<Placed> placed, List<Placed> bottom, int n) {
        long ranked = placed.stream().filter(one -> one.place() != null).count();
        assertThat(bottom.size()).as("seed %d", seed).isGreaterThanOrEqualTo((int) Math.min(n, ranked));
        for (Placed out : placed) {
            if (out.place() != null && n > 0 && !bottom.contains(out)) {
                long worse = placed.stream()
                        .filter(one -> one.place() != null && one.place() > out.place())
                        .count();
                assertThat(worse)
                        .as("seed %d: whoever is left out has n worse ones", seed)
                        .isGreaterThanOrEqualTo(n);
            }
        }
    }

    private static @Nullable Integer countBetter(List<Standing> standings, Standing own, int minimum) {
        if (own.responses() < minimum) {
            return null;
        }
        int better = 0;
        for (Standing other : standings) {
            if (other.responses() >= minimum && other.score().compareTo(own.score()) > 0) {
                better++;
            }
        }
        return better + 1;
    }

    private static List<Standing> generate(Random random) {
        List<Standing> standings = new ArrayList<>();
        int size = random.nextInt(30);
        for (int i = 0; i < size; i++) {
            BigDecimal score = BigDecimal.valueOf(9_000 + random.nextInt(12), 2);
            standings.add(new Standing(
                    new UUID(random.nextLong(), random.nextLong()),
                    "店" + random.nextInt(5),
                    score,
                    random.nextInt(10)));
        }
        return standings;
    }

    private static Standing one(String name, String score, long responses) {
        return new Standing(id(name), name, new BigDecimal(score), responses);
    }

    private static UUID id(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
