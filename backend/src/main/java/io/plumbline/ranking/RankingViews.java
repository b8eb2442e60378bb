package io.plumbline.ranking;

import io.plumbline.ranking.rules.Difference;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the ranking resources answer. Scores are decimal strings with two decimals. */
final class RankingViews {
    private RankingViews() {}

    record Subject(UUID id, String name, @Nullable String unitName) {}

    record Row(
            Subject subject,
            @Nullable Integer place,
            String score,
            long responses,
            @Nullable Integer previousPlace,
            @Nullable Integer movement) {}

    record Outcome(@Nullable Integer place, String score, long responses) {
        static @Nullable Outcome of(Difference.@Nullable Outcome outcome) {
            return outcome == null ? null : new Outcome(outcome.place(), text(outcome.score()), outcome.responses());
        }
    }

    record Change(
            Subject subject,
            @Nullable Outcome before,
            @Nullable Outcome after) {
        static Change of(Difference difference) {
            return new Change(
                    new Subject(difference.subject(), difference.name(), null),
                    Outcome.of(difference.before()),
                    Outcome.of(difference.after()));
        }
    }

    /** A ranking, or (without revision and publication) what it would be if it were published now. */
    record Ranking(
            Board board,
            String month,
            @Nullable Integer revision,
            @Nullable Instant publishedAt,
            @Nullable String reason,
            int minimumSample,
            List<Row> rows,
            List<Change> differences) {}

    /** A board's month as the quality office sees it before publishing. */
    record BoardMonth(
            Board board,
            String month,
            MonthState state,
            @Nullable Integer revision,
            Ranking preview,
            long lateResponses,
            int affected,
            List<Change> differences) {}

    record Published(
            String month,
            int revision,
            Instant publishedAt,
            @Nullable String reason) {}

    /** Why a further revision; not needed for the first. */
    record Publication(@Nullable String reason) {}

    static String text(BigDecimal score) {
        return score.setScale(2).toPlainString();
    }
}
