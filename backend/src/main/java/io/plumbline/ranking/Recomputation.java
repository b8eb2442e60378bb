package io.plumbline.ranking;

import io.plumbline.ranking.AggregateQueries.Comparison;
import io.plumbline.ranking.rules.Aggregate;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.YearMonth;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Computes a month's aggregates anew from its counted visits and puts right what differs. It should never find
 * anything; that it does not is what makes the running aggregates trustworthy. Counting for the month waits meanwhile.
 */
@ApplicationScoped
public class Recomputation {
    private static final Logger LOG = Logger.getLogger(Recomputation.class);

    /** How many aggregates were compared and how many had to be changed. */
    public record Outcome(int changed, int checked) {}

    private final AggregateQueries aggregates;

    @Inject
    Recomputation(AggregateQueries aggregates) {
        this.aggregates = aggregates;
    }

    @Transactional
    public Outcome recompute(YearMonth month) {
        aggregates.lockForRecomputing(month);
        SortedMap<AggregateKey, Aggregate> corrections = new TreeMap<>();
        int checked = 0;
        for (Comparison comparison : aggregates.compare(month)) {
            checked++;
            if (!same(comparison.expected(), comparison.found())) {
                Aggregate expected = comparison.expected();
                corrections.put(comparison.key(), expected == null ? Aggregate.EMPTY : expected);
                LOG.warnf("%s held %s instead of %s", comparison.key(), comparison.found(), expected);
            }
        }
        if (!corrections.isEmpty()) {
            aggregates.replace(corrections);
        }
        return new Outcome(corrections.size(), checked);
    }

    private static boolean same(@Nullable Aggregate left, @Nullable Aggregate right) {
        if (left == null || right == null) {
            return left == null && right == null;
        }
        return left.responses() == right.responses()
                && left.sum().compareTo(right.sum()) == 0
                && left.squareSum().compareTo(right.squareSum()) == 0;
    }
}
