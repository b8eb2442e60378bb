package io.plumbline.sync.merge;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.plumbline.sync.clock.Hlc;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The photos of a visit: a set with observed removal. A removal takes away the additions it names and no others, so an
 * addition somebody made meanwhile wins; an addition that arrives after its removal does not come back.
 *
 * @param adds additions that stand, by operation id
 * @param removed ids of additions that were removed, arrived or not
 */
public record PhotoSet(List<Add> adds, SortedSet<String> removed) {
    /** No photo yet. */
    public static final PhotoSet EMPTY = new PhotoSet(List.of(), new TreeSet<>());

    /**
     * One addition.
     *
     * @param op the operation that added it
     * @param hlc effective time
     * @param by the account that added it
     */
    public record Add(String op, Hlc hlc, String by, Photo photo) {}

    public PhotoSet {
        adds = adds.stream().sorted(Comparator.comparing(Add::op)).toList();
        removed = Collections.unmodifiableSortedSet(new TreeSet<>(removed));
    }

    /** The set with an addition; the same addition again changes nothing. */
    public PhotoSet with(Add add) {
        if (removed.contains(add.op())
                || adds.stream().anyMatch(each -> each.op().equals(add.op()))) {
            return this;
        }
        List<Add> next = new ArrayList<>(adds);
        next.add(add);
        return new PhotoSet(next, removed);
    }

    /** The set without the additions named; those that arrive later are gone too. */
    public PhotoSet without(Collection<String> observed) {
        TreeSet<String> gone = new TreeSet<>(removed);
        gone.addAll(observed);
        return new PhotoSet(
                adds.stream().filter(add -> !gone.contains(add.op())).toList(), gone);
    }

    /** One addition for each photo id, the latest where there are several; by capture time, then id. */
    @JsonIgnore
    public List<Add> shown() {
        Map<String, Add> byId = new LinkedHashMap<>();
        Comparator<Add> later = Comparator.comparing(Add::hlc).thenComparing(Add::op);
        for (Add add : adds) {
            byId.merge(add.photo().id(), add, (one, other) -> later.compare(one, other) > 0 ? one : other);
        }
        return byId.values().stream()
                .sorted(Comparator.comparing((Add add) -> add.photo().capturedAt())
                        .thenComparing(add -> add.photo().id()))
                .toList();
    }
}
