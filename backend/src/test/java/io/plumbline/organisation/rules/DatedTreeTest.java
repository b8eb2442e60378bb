package io.plumbline.organisation.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class DatedTreeTest {
    private static final LocalDate START = LocalDate.of(2026, 1, 1);

    private final DatedTree tree = new DatedTree();
    private final Map<String, UUID> ids = new HashMap<>();

    @Test
    void findsACircleThatClosesOnTheFirstDay() {
        hang("b", "a", START, null);
        hang("c", "b", START, null);
        assertThat(tree.firstCircle(id("b"), id("c"), START.plusDays(5))).contains(START.plusDays(5));
        assertThat(tree.firstCircle(id("a"), id("a"), START)).contains(START);
    }

    @Test
    void findsACircleThatAMoveAlreadyEnteredForALaterDayCloses() {
        LocalDate later = START.plusMonths(6);
        hang("b", "a", START, null);
        hang("c", "a", START, later);
        hang("c", "b", later, null);
        assertThat(tree.firstCircle(id("b"), id("c"), START.plusMonths(1))).contains(later);
    }

    @Test
    void findsNoneWhenTheUnitsWereAboveEachOtherOnlyBefore() {
        LocalDate later = START.plusMonths(6);
        hang("c", "b", START, later);
        hang("c", "a", later, null);
        hang("b", "a", START, null);
        assertThat(tree.firstCircle(id("b"), id("c"), later)).isEmpty();
        assertThat(tree.firstCircle(id("b"), id("c"), later.minusDays(1))).contains(later.minusDays(1));
    }

    @Test
    void agreesWithLookingAtEveryDay() {
        long seed = Long.getLong("seed", System.nanoTime());
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        int circles = 0;
        for (int run = 0; run < 500; run++) {
            DatedTree grown = new DatedTree();
            List<UUID> units = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                units.add(UUID.randomUUID());
            }
            for (int move = 0; move < 30; move++) {
                UUID unit = units.get(random.nextInt(8));
                UUID parent = units.get(random.nextInt(8));
                LocalDate day = START.plusDays(random.nextInt(20));
                Optional<LocalDate> found = grown.firstCircle(unit, parent, day);
                assertThat(found).as("seed %d, run %d", seed, run).isEqualTo(slow(grown, unit, parent, day));
                if (found.isPresent()) {
                    circles++;
                } else {
                    Succession change = Succession.of(grown.placements(unit), parent, day);
                    grown.apply(unit, parent, day, change, UUID.randomUUID());
                }
            }
        }
        assertThat(circles).isGreaterThan(500);
    }

    private static Optional<LocalDate> slow(DatedTree tree, UUID unit, UUID parent, LocalDate from) {
        for (LocalDate day = from; day.isBefore(START.plusDays(30)); day = day.plusDays(1)) {
            Optional<UUID> above = Optional.of(parent);
            while (above.isPresent()) {
                if (above.get().equals(unit)) {
                    return Optional.of(day);
                }
                above = tree.parentOn(above.get(), day);
            }
        }
        return Optional.empty();
    }

    private void hang(String unit, String parent, LocalDate from, LocalDate until) {
        tree.add(id(unit), new Span<>(UUID.randomUUID(), id(parent), from, until));
    }

    private UUID id(String name) {
        return ids.computeIfAbsent(name, ignored -> UUID.randomUUID());
    }
}
