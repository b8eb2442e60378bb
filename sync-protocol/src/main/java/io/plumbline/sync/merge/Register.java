package io.plumbline.sync.merge;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One field as a multi-value register over the base graph.
 *
 * <p>Each write names as its bases the writes whose value its author saw. The heads are the writes no other names;
 * they alone are kept with their values. {@code seenBases} remembers every id ever named, because a write may arrive
 * after the one that replaced it: a late ancestor must not come back as a head. This makes the register a function of
 * the set of writes: order, repetition and batching cannot matter.
 *
 * <p>Worked example: A and B, both without base, are two heads; they conflict if their values differ. C naming A
 * leaves B and C. D naming B and C leaves D.
 *
 * @param heads by operation id
 * @param seenBases ids named as base by any write
 */
public record Register(List<Head> heads, SortedSet<String> seenBases) {
    /** Nothing written yet. */
    public static final Register EMPTY = new Register(List.of(), new TreeSet<>());

    public Register {
        heads = heads.size() < 2
                ? List.copyOf(heads)
                : heads.stream().sorted(Comparator.comparing(Head::op)).toList();
        seenBases = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(seenBases));
    }

    /**
     * The register with one more write. The same write again changes nothing.
     *
     * @param write the new value
     * @param bases the operations whose value the author saw; an id of its own is ignored
     */
    public Register with(Head write, Collection<String> bases) {
        TreeSet<String> seen = new TreeSet<>(seenBases);
        seen.addAll(bases);
        if (!seenBases.contains(write.op())) {
            seen.remove(write.op());
        }
        List<Head> next = new ArrayList<>();
        for (Head head : heads) {
            if (!seen.contains(head.op()) && !head.op().equals(write.op())) {
                next.add(head);
            }
        }
        if (!seen.contains(write.op())) {
            next.add(write);
        }
        return new Register(next, seen);
    }

    /** The value that stands: the head with the latest effective time, then the greatest operation id. */
    public Optional<Head> winner() {
        return heads.size() == 1 ? Optional.of(heads.get(0)) : heads.stream().max(Head.ORDER);
    }

    /** Whether the operation's value stands or is a visible loser. */
    public boolean isHead(String op) {
        return heads.stream().anyMatch(head -> head.op().equals(op));
    }

    /** Whether there are heads with different values. Equal values agree without anybody's doing. */
    @JsonIgnore
    public boolean isConflicting() {
        // Almost every field has one head, and this is asked of every field of a visit with every push.
        return heads.size() > 1
                && heads.stream().map(Head::canonicalValue).distinct().limit(2).count() > 1;
    }

    /**
     * What a write by somebody who sees this register names as its bases: all heads with the winner's value. Losers
     * are not among them, since showing the winner alone does not show them.
     */
    public List<String> shownBases() {
        return winner().map(Head::canonicalValue)
                .map(shown -> heads.stream()
                        .filter(head -> head.canonicalValue().equals(shown))
                        .map(Head::op)
                        .toList())
                .orElse(List.of());
    }
}
