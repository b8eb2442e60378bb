package io.plumbline.ranking;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.checklist.ChecklistVersion;
import io.plumbline.checklist.ChecklistVersions;
import io.plumbline.fieldwork.MonthStates;
import io.plumbline.fieldwork.ProgrammeKind;
import io.plumbline.identity.CurrentAccount;
import io.plumbline.organisation.OrganisationCalendar;
import io.plumbline.ranking.MyPlaceQueries.CountedRef;
import io.plumbline.ranking.MyPlaceQueries.PlaceRow;
import io.plumbline.ranking.rules.Aggregate;
import io.plumbline.ranking.rules.Movement;
import io.plumbline.sync.checklist.ScoreResult;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The own place (RNK-6). Places are said of published months alone; of an open month there is the value so far.
 * Everything is read by the subject's keys, so the cost does not grow with the organisation.
 */
@ApplicationScoped
public class MyPlaceService {
    private static final int TREND = 12;
    private static final int COSTLIEST = 3;

    /** Titles of sections and texts of items, in document order. */
    private record Texts(Map<String, JsonNode> sections, Map<String, JsonNode> items) {}

    private final MyPlaceQueries queries;
    private final BoardQueries boards;
    private final MonthStates months;
    private final ChecklistVersions checklists;
    private final RankingNotices notices;
    private final PlaceSubjects subjects;
    private final CurrentAccount account;
    private final OrganisationCalendar calendar;

    @Inject
    MyPlaceService(
            MyPlaceQueries queries,
            BoardQueries boards,
            MonthStates months,
            ChecklistVersions checklists,
            RankingNotices notices,
            PlaceSubjects subjects,
            CurrentAccount account,
            OrganisationCalendar calendar) {
        this.queries = queries;
        this.boards = boards;
        this.months = months;
        this.checklists = checklists;
        this.notices = notices;
        this.subjects = subjects;
        this.account = account;
        this.calendar = calendar;
    }

    /** @param asked without it the latest published month, or the current one when none is */
    @Transactional
    MyPlaceViews.MyPlace myPlace(@Nullable YearMonth asked, @Nullable UUID unitId) {
        PlaceSubject subject = subjects.require(unitId);
        List<Board> candidates =
                boards.list().stream().filter(subject::rankedBy).toList();
        YearMonth current = calendar.monthOf(calendar.today());
        YearMonth last = asked == null ? current : asked;
        List<PlaceRow> rows = queries.places(
                candidates.stream().map(Board::id).toList(), subject.id(), last.minusMonths(2L * TREND), last);
        YearMonth month = asked != null
                ? asked
                : rows.stream()
                        .filter(row -> row.score() != null)
                        .map(PlaceRow::month)
                        .max(Comparator.naturalOrder())
                        .orElse(current);
        PlaceMonths known = new PlaceMonths(
                queries.aggregates(subject.type(), subject.id(), month.minusMonths(TREND - 1), month), rows);
        List<Board> shown = candidates.stream().filter(known::knows).toList();
        return compose(subject, month, shown.isEmpty() ? candidates : shown, known);
    }

    private MyPlaceViews.MyPlace compose(PlaceSubject subject, YearMonth month, List<Board> shown, PlaceMonths known) {
        Board first = shown.isEmpty() ? null : shown.get(0);
        boolean closed = months.isClosed(month);
        boolean withLate = known.withLate(first, month);
        List<CountedRef> visits = queries.visits(subject.type(), subject.id(), month, withLate);
        Texts texts = texts(visits);
        return new MyPlaceViews.MyPlace(
                new MyPlaceViews.Subject(subject.type(), subject.id(), subject.name(), subject.storeKind()),
                month.toString(),
                shown.stream().map(board -> place(board, month, closed, known)).toList(),
                first == null ? List.of() : trend(first, month, known),
                first == null ? List.of() : sections(first, month, known, texts),
                first == null ? List.of() : factors(first, month, known),
                first == null ? List.of() : costliest(subject, month, withLate, first.programmeKind(), texts),
                visits.stream().map(MyPlaceService::visit).toList(),
                subject.own() ? notices.latest(account.id()) : List.of(),
                closed || first == null ? null : live(known.total(first.programmeKind(), month, true)));
    }

    private MyPlaceViews.BoardPlace place(Board board, YearMonth month, boolean closed, PlaceMonths known) {
        MyPlaceViews.BoardRef ref = new MyPlaceViews.BoardRef(board.id(), board.code(), board.name());
        Optional<PlaceRow> published = known.row(board.id(), month);
        if (published.isEmpty()) {
            Aggregate total = known.total(board.programmeKind(), month, false);
            Integer previous = known.row(board.id(), month.minusMonths(1))
                    .map(PlaceRow::place)
                    .orElse(null);
            return new MyPlaceViews.BoardPlace(
                    ref,
                    closed ? MonthState.CLOSED : MonthState.OPEN,
                    null,
                    0,
                    score(total),
                    total.responses(),
                    board.minimumSample(),
                    previous,
                    null,
                    null,
                    null,
                    null);
        }
        PlaceRow row = published.get();
        return new MyPlaceViews.BoardPlace(
                ref,
                MonthState.PUBLISHED,
                row.place(),
                row.ranked(),
                text(row.score()),
                row.responses(),
                row.minimumSample(),
                row.previousPlace(),
                Movement.of(row.previousPlace(), row.place()),
                toNextPlace(row),
                row.revision(),
                row.publishedAt());
    }

    private MyPlaceViews.@Nullable NextPlace toNextPlace(PlaceRow row) {
        Integer place = row.place();
        BigDecimal score = row.score();
        if (place == null || score == null || place == 1) {
            return null;
        }
        return queries.ahead(row.rankingId(), place)
                .map(ahead -> new MyPlaceViews.NextPlace(
                        RankingViews.text(ahead.score().subtract(score)), ahead.place()))
                .orElse(null);
    }

    private static List<MyPlaceViews.TrendPoint> trend(Board board, YearMonth month, PlaceMonths known) {
        return IntStream.rangeClosed(1 - TREND, 0)
                .mapToObj(month::plusMonths)
                .map(one -> {
                    Optional<PlaceRow> row = known.row(board.id(), one);
                    if (row.isPresent()) {
                        PlaceRow published = row.get();
                        return new MyPlaceViews.TrendPoint(
                                one.toString(),
                                text(published.score()),
                                published.place(),
                                published.ranked(),
                                published.responses());
                    }
                    Aggregate total = known.total(board.programmeKind(), one, false);
                    return new MyPlaceViews.TrendPoint(one.toString(), score(total), null, null, total.responses());
                })
                .toList();
    }

    private static List<MyPlaceViews.Part> sections(Board board, YearMonth month, PlaceMonths known, Texts texts) {
        List<String> order = new ArrayList<>(texts.sections().keySet());
        return parts(board, Dimension.SECTION, month, known, texts.sections()).stream()
                .sorted(Comparator.comparingInt(part -> {
                    int index = order.indexOf(part.key());
                    return index < 0 ? order.size() : index;
                }))
                .toList();
    }

    /** The weakest first (CHK-8). */
    private static List<MyPlaceViews.Part> factors(Board board, YearMonth month, PlaceMonths known) {
        return parts(board, Dimension.FACTOR, month, known, Map.of()).stream()
                .sorted(Comparator.comparing((MyPlaceViews.Part part) -> new BigDecimal(part.score()))
                        .thenComparing(MyPlaceViews.Part::key))
                .toList();
    }

    private static List<MyPlaceViews.Part> parts(
            Board board, Dimension dimension, YearMonth month, PlaceMonths known, Map<String, JsonNode> titles) {
        ProgrammeKind kind = board.programmeKind();
        YearMonth before = month.minusMonths(1);
        Map<String, Aggregate> previous = known.parts(kind, dimension, before, known.withLate(board, before));
        List<MyPlaceViews.Part> parts = new ArrayList<>();
        known.parts(kind, dimension, month, known.withLate(board, month)).forEach((key, aggregate) -> {
            String score = score(aggregate);
            if (score != null) {
                parts.add(new MyPlaceViews.Part(
                        key,
                        titles.get(key),
                        score,
                        score(previous.getOrDefault(key, Aggregate.EMPTY)),
                        aggregate.responses()));
            }
        });
        return parts;
    }

    private List<MyPlaceViews.CostlyItem> costliest(
            PlaceSubject subject, YearMonth month, boolean withLate, ProgrammeKind kind, Texts texts) {
        return queries.costliest(subject.type(), subject.id(), month, withLate, kind, COSTLIEST).stream()
                .filter(cost -> texts.items().containsKey(cost.item()))
                .map(cost -> new MyPlaceViews.CostlyItem(
                        cost.item(),
                        Objects.requireNonNull(texts.items().get(cost.item())),
                        cost.lost().setScale(2, RoundingMode.HALF_UP).toPlainString(),
                        cost.times(),
                        cost.visits()))
                .toList();
    }

    private Texts texts(List<CountedRef> visits) {
        Map<String, JsonNode> sections = new LinkedHashMap<>();
        Map<String, JsonNode> items = new LinkedHashMap<>();
        for (ChecklistVersion version : checklists
                .published(visits.stream().map(CountedRef::checklistVersionId).collect(Collectors.toSet()))
                .values()) {
            for (JsonNode section : version.json().path("sections")) {
                sections.putIfAbsent(section.path("id").asText(), section.path("title"));
                section.path("items")
                        .forEach(item -> items.putIfAbsent(item.path("id").asText(), item.path("text")));
            }
        }
        return new Texts(sections, items);
    }

    private static MyPlaceViews.Visit visit(CountedRef visit) {
        String reason = visit.reason();
        return new MyPlaceViews.Visit(
                visit.publicId(),
                visit.programme(),
                visit.serviceOn(),
                RankingViews.text(visit.score()),
                reason == null ? null : ScoreResult.Reason.valueOf(reason));
    }

    private static MyPlaceViews.Live live(Aggregate total) {
        return new MyPlaceViews.Live(score(total), total.responses(), MyPlaceViews.Interval.of(total));
    }

    private static @Nullable String score(Aggregate aggregate) {
        return text(aggregate.mean().orElse(null));
    }

    private static @Nullable String text(@Nullable BigDecimal score) {
        return score == null ? null : RankingViews.text(score);
    }
}
