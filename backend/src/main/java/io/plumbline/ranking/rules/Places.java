package io.plumbline.ranking.rules;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;
import static java.util.Comparator.comparingLong;
import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.nullsLast;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who stands where (RNK-2, RNK-3). Score descending; equal scores share the place and the next place is skipped: 95,
 * 90, 90, 80 give 1, 2, 2, 4. Within a place the larger sample comes first, then the name (by code point), then the id,
 * so that an order is always the same. Who has fewer responses than the minimum is listed last, without a place but
 * with the score, and takes no place away from others.
 */
public final class Places {
    /** The order in which a ranking is shown. */
    public static final Comparator<Placed> SHOWN_ORDER = comparing(Placed::place, nullsLast(naturalOrder()))
            .thenComparing(placed -> placed.place() == null ? placed.standing().score() : BigDecimal.ZERO, reversed())
            .thenComparing(Placed::standing, withinPlace());

    /** What a subject lacks to the next better place: so many points, and the place it would then share. */
    public record NextPlace(BigDecimal points, int place) {}

    private Places() {}

    public static List<Placed> of(Collection<Standing> standings, int minimumSample) {
        List<Standing> ranked = standings.stream()
                .filter(standing -> standing.responses() >= minimumSample)
                .sorted(comparing(Standing::score).reversed())
                .toList();
        List<Placed> placed = new ArrayList<>(standings.size());
        int place = 0;
        @Nullable BigDecimal above = null;
        for (int i = 0; i < ranked.size(); i++) {
            Standing standing = ranked.get(i);
            if (above == null || standing.score().compareTo(above) != 0) {
                place = i + 1;
                above = standing.score();
            }
            placed.add(new Placed(standing, place));
        }
        standings.stream()
                .filter(standing -> standing.responses() < minimumSample)
                .forEach(standing -> placed.add(new Placed(standing, null)));
        placed.sort(SHOWN_ORDER);
        return List.copyOf(placed);
    }

    /** Everyone on places 1 to n, so everyone tied on place n as well. */
    public static List<Placed> top(List<Placed> placed, int n) {
        return placed.stream()
                .filter(one -> one.place() != null && one.place() <= n)
                .toList();
    }

    /** The n worst ranked and everyone tied with the best of those n. */
    public static List<Placed> bottom(List<Placed> placed, int n) {
        List<Placed> ranked = placed.stream()
                .filter(one -> one.place() != null)
                .sorted(SHOWN_ORDER)
                .toList();
        if (n <= 0 || ranked.isEmpty()) {
            return List.of();
        }
        int edge = placeOf(ranked.get(Math.max(0, ranked.size() - n)));
        return ranked.stream().filter(one -> placeOf(one) >= edge).toList();
    }

    /** Points to the score of the next better place; empty for the first, the unranked and the unknown. */
    public static Optional<NextPlace> toNextPlace(List<Placed> placed, UUID subject) {
        Optional<Placed> own = placed.stream()
                .filter(one -> one.standing().subject().equals(subject) && one.place() != null)
                .findFirst();
        return own.flatMap(mine -> placed.stream()
                .filter(one -> one.place() != null && placeOf(one) < placeOf(mine))
                .max(comparingInt(Places::placeOf))
                .map(next -> new NextPlace(
                        next.standing().score().subtract(mine.standing().score()), placeOf(next))));
    }

    private static int placeOf(Placed placed) {
        Integer place = placed.place();
        if (place == null) {
            throw new IllegalArgumentException(placed.standing().name() + " is not ranked");
        }
        return place;
    }

    private static Comparator<Standing> withinPlace() {
        return comparingLong(Standing::responses)
                .reversed()
                .thenComparing(Standing::name, Places::byCodePoint)
                .thenComparing(Standing::subject);
    }

    private static Comparator<BigDecimal> reversed() {
        return Comparator.reverseOrder();
    }

    /**
     * String.compareTo orders characters beyond the basic plane, which rare Chinese names use, before some inside it.
     */
    private static int byCodePoint(String left, String right) {
        int[] a = left.codePoints().toArray();
        int[] b = right.codePoints().toArray();
        return java.util.Arrays.compare(a, b);
    }
}
