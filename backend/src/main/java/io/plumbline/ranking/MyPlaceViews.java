package io.plumbline.ranking;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.organisation.StoreKind;
import io.plumbline.ranking.rules.Aggregate;
import io.plumbline.sync.checklist.ScoreResult;
import io.plumbline.sync.merge.Collected;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the inspected see of themselves. Visits go by their public id and by date: nothing here leads to the visitor
 * (FLD-3).
 */
final class MyPlaceViews {
    private MyPlaceViews() {}

    record Subject(
            SubjectType type,
            UUID id,
            String name,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            StoreKind storeKind) {}

    record BoardRef(UUID id, String code, JsonNode name) {}

    record NextPlace(String points, int place) {}

    /** @param of how many have a place; 0 before publication */
    record BoardPlace(
            BoardRef board,
            MonthState state,
            @Nullable Integer place,
            int of,
            @Nullable String score,
            long responses,
            int minimumSample,
            @Nullable Integer previousPlace,
            @Nullable Integer movement,
            @Nullable NextPlace toNextPlace,
            @Nullable Integer revision,
            @Nullable Instant publishedAt) {}

    record TrendPoint(
            String month,
            @Nullable String score,
            @Nullable Integer place,
            @Nullable Integer of,
            long responses) {}

    record Part(
            String key,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            JsonNode title,

            String score,
            @Nullable String previous,
            long responses) {}

    record CostlyItem(String item, JsonNode text, String lostPoints, long times, List<UUID> visits) {}

    record Visit(
            UUID visit, JsonNode programme, LocalDate serviceOn, String score, ScoreResult.@Nullable Reason reason) {}

    /** The month so far. */
    record Live(
            @Nullable String score,
            long responses,
            @Nullable Interval interval) {}

    record Interval(String low, String high) {
        static @Nullable Interval of(Aggregate aggregate) {
            return aggregate
                    .interval()
                    .map(one -> new Interval(RankingViews.text(one.low()), RankingViews.text(one.high())))
                    .orElse(null);
        }
    }

    record MyPlace(
            Subject subject,
            String month,
            List<BoardPlace> boards,
            List<TrendPoint> trend,
            List<Part> sections,
            List<Part> factors,
            List<CostlyItem> costliest,
            List<Visit> visits,
            List<RankingNotices.Notice> notices,
            @Nullable Live live) {}

    record Value(@Nullable JsonNode value) {}

    record Photo(UUID photo, @Nullable String item) {}

    record Remark(@Nullable String item, String text) {}

    record Review(List<Remark> remarks) {}

    record VisitDetail(
            UUID visit,
            JsonNode programme,
            LocalDate serviceOn,
            @Nullable String score,
            ScoreResult result,
            @Nullable Collected collected,
            JsonNode checklist,
            Map<String, Value> answers,
            Map<String, String> notes,
            List<Photo> photos,
            Review review) {}
}
