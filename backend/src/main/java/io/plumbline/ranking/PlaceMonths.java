package io.plumbline.ranking;

import io.plumbline.fieldwork.ProgrammeKind;
import io.plumbline.ranking.MyPlaceQueries.PlaceRow;
import io.plumbline.ranking.MyPlaceQueries.Stored;
import io.plumbline.ranking.rules.Aggregate;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A subject's aggregates and published rows, looked up by month. */
final class PlaceMonths {
    private final List<Stored> aggregates;
    private final List<PlaceRow> rows;

    PlaceMonths(List<Stored> aggregates, List<PlaceRow> rows) {
        this.aggregates = aggregates;
        this.rows = rows;
    }

    Optional<PlaceRow> row(UUID board, YearMonth month) {
        return rows.stream()
                .filter(row -> row.boardId().equals(board) && row.month().equals(month))
                .findFirst();
    }

    boolean knows(Board board) {
        return rows.stream().anyMatch(row -> row.boardId().equals(board.id()) && row.score() != null)
                || aggregates.stream().anyMatch(one -> one.programmeKind() == board.programmeKind());
    }

    /** Late responses count from the second revision on (RNK-4). */
    boolean withLate(@Nullable Board board, YearMonth month) {
        return board != null
                && row(board.id(), month).map(row -> row.revision() > 1).orElse(false);
    }

    Aggregate total(ProgrammeKind kind, YearMonth month, boolean withLate) {
        return parts(kind, Dimension.TOTAL, month, withLate).getOrDefault(Dimension.NO_KEY, Aggregate.EMPTY);
    }

    /** Aggregates by key. */
    Map<String, Aggregate> parts(ProgrammeKind kind, Dimension dimension, YearMonth month, boolean withLate) {
        Map<String, Aggregate> parts = new TreeMap<>();
        for (Stored one : aggregates) {
            if (one.programmeKind() == kind
                    && one.dimension() == dimension
                    && one.month().equals(month)
                    && (withLate || !one.late())) {
                parts.merge(one.key(), one.aggregate(), Aggregate::plus);
            }
        }
        return parts;
    }
}
