package io.plumbline.ranking;

import io.plumbline.fieldwork.MonthStates;
import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import io.plumbline.platform.tenancy.CurrentOrganisation;
import io.plumbline.platform.time.Ids;
import io.plumbline.ranking.RankingQueries.Header;
import io.plumbline.ranking.RankingQueries.RankedRow;
import io.plumbline.ranking.RankingQueries.Total;
import io.plumbline.ranking.rules.Difference;
import io.plumbline.ranking.rules.Movement;
import io.plumbline.ranking.rules.Placed;
import io.plumbline.ranking.rules.Places;
import io.plumbline.ranking.rules.Standing;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Previews, publishes and shows rankings. The first revision of a month is made of what arrived in time, a further one
 * of everything (RNK-4); both are computed from aggregates, so the cost grows with the subjects and not with the
 * responses.
 */
@ApplicationScoped
public class RankingService {
    /** A ranking in the making: its places and what they rest on. */
    private record Draft(List<Placed> placed, Map<UUID, Total> totals, long late) {}

    private final RankingQueries queries;
    private final BoardQueries boards;
    private final MonthStates months;
    private final RankingNotices notices;
    private final CurrentOrganisation organisation;
    private final Clock clock;

    @Inject
    RankingService(
            RankingQueries queries,
            BoardQueries boards,
            MonthStates months,
            RankingNotices notices,
            CurrentOrganisation organisation,
            Clock clock) {
        this.queries = queries;
        this.boards = boards;
        this.months = months;
        this.notices = notices;
        this.organisation = organisation;
        this.clock = clock;
    }

    /** Publishes in the name of nobody: for loaders that run outside a request. */
    @Transactional
    public void publish(UUID boardId, YearMonth month, @Nullable String reason) {
        publish(boardId, month, reason, null);
    }

    @Transactional
    RankingViews.BoardMonth preview(UUID boardId, YearMonth month) {
        Board board = require(boards.find(boardId), boardId);
        Optional<Header> latest = queries.findLatest(boardId, month);
        Draft draft = draft(board, month, latest.isPresent());
        List<Difference> differences = latest.map(
                        header -> Difference.between(placed(queries.rows(header.id())), draft.placed()))
                .orElse(List.of());
        Set<UUID> subjects = latest.isPresent()
                ? differences.stream().map(Difference::subject).collect(Collectors.toSet())
                : draft.totals().keySet();
        MonthState state = months.isClosed(month) ? MonthState.CLOSED : MonthState.OPEN;
        List<RankingViews.Change> changes = changes(differences);
        return new RankingViews.BoardMonth(
                board,
                month.toString(),
                latest.isPresent() ? MonthState.PUBLISHED : state,
                latest.map(Header::revision).orElse(null),
                new RankingViews.Ranking(
                        board,
                        month.toString(),
                        null,
                        null,
                        null,
                        board.minimumSample(),
                        shown(rows(UUID.randomUUID(), board, month, draft)),
                        changes),
                draft.late(),
                notices.concerned(board, subjects).size(),
                changes);
    }

    @Transactional
    RankingViews.Ranking publish(UUID boardId, YearMonth month, @Nullable String reason, @Nullable UUID by) {
        Board board = require(boards.lock(boardId), boardId);
        if (!months.isClosed(month)) {
            throw Problem.of(ProblemType.MONTH_OPEN, month + " must be closed before its board is published.")
                    .with("month", month.toString());
        }
        Optional<Header> latest = queries.findLatest(boardId, month);
        Draft draft = draft(board, month, latest.isPresent());
        List<Difference> differences = latest.map(
                        header -> Difference.between(placed(queries.rows(header.id())), draft.placed()))
                .orElse(List.of());
        if (latest.isPresent()) {
            requireCause(month, differences, reason);
        }
        Header header = new Header(
                Ids.next(),
                month,
                latest.map(Header::revision).orElse(0) + 1,
                latest.isPresent() ? reason : null,
                board.minimumSample(),
                board.topN(),
                board.bottomN(),
                clock.instant());
        List<RankedRow> rows = rows(header.id(), board, month, draft);
        queries.insert(board, header, by, rows);
        if (latest.isPresent()) {
            notices.tell(board, header, differences);
        }
        return ranking(board, header, rows, differences);
    }

    @Transactional
    List<RankingViews.Published> list(UUID boardId) {
        require(boards.find(boardId), boardId);
        return queries.listHeaders(boardId).stream()
                .map(header -> new RankingViews.Published(
                        header.month().toString(), header.revision(), header.publishedAt(), header.reason()))
                .toList();
    }

    /**
     * A published ranking, by default its latest revision. Of a ranking of persons who is not of the office sees the
     * top, the bottom and the own row (RNK-1).
     *
     * @param reader the staff member who reads, if any
     */
    @Transactional
    RankingViews.Ranking published(
            UUID boardId, YearMonth month, @Nullable Integer revision, boolean office, Optional<UUID> reader) {
        Board board = require(boards.find(boardId), boardId);
        Header header = queries.findHeader(boardId, month, revision)
                .orElseThrow(() -> Problem.notFound("published ranking of", month));
        List<RankedRow> rows = queries.rows(header.id());
        List<Difference> differences = queries.findHeader(boardId, month, header.revision() - 1)
                .map(before -> Difference.between(placed(queries.rows(before.id())), placed(rows)))
                .orElse(List.of());
        if (office || board.subjectType() == SubjectType.UNIT) {
            return ranking(board, header, rows, differences);
        }
        Predicate<UUID> visible = visible(header, placed(rows), reader);
        return ranking(
                board,
                header,
                rows.stream().filter(row -> visible.test(row.subject())).toList(),
                differences.stream().filter(one -> visible.test(one.subject())).toList());
    }

    private static Predicate<UUID> visible(Header header, List<Placed> placed, Optional<UUID> reader) {
        Set<UUID> visible = new HashSet<>();
        Places.top(placed, header.topN())
                .forEach(one -> visible.add(one.standing().subject()));
        Places.bottom(placed, header.bottomN())
                .forEach(one -> visible.add(one.standing().subject()));
        reader.ifPresent(visible::add);
        return visible::contains;
    }

    private static void requireCause(YearMonth month, List<Difference> differences, @Nullable String reason) {
        if (differences.isEmpty()) {
            throw Problem.of(ProblemType.NOTHING_CHANGED, "Nothing of " + month + " differs from what is published.");
        }
        if (reason == null || reason.isBlank()) {
            throw Problem.invalid("/reason", "missing", "A further revision says why it was made.");
        }
    }

    private Draft draft(Board board, YearMonth month, boolean withLate) {
        Map<UUID, Total> totals = new HashMap<>();
        List<Standing> standings = new ArrayList<>();
        long late = 0;
        for (Total total : queries.totals(board, month, withLate)) {
            late += total.late();
            total.aggregate().mean().ifPresent(mean -> {
                totals.put(total.subject(), total);
                standings.add(new Standing(
                        total.subject(), total.name(), mean, total.aggregate().responses()));
            });
        }
        return new Draft(Places.of(standings, board.minimumSample()), totals, late);
    }

    /** The rows as they will stay: names, units and last month's places as they are now. */
    private List<RankedRow> rows(UUID rankingId, Board board, YearMonth month, Draft draft) {
        Map<UUID, Integer> previous = queries.findLatest(board.id(), month.minusMonths(1))
                .map(header -> queries.places(header.id()))
                .orElse(Map.of());
        return draft.placed().stream()
                .map(one -> new RankedRow(
                        organisation.requireId(),
                        rankingId,
                        one.standing().subject(),
                        one.standing().name(),
                        Objects.requireNonNull(draft.totals().get(one.standing().subject()))
                                .unitName(),
                        one.place(),
                        one.standing().score(),
                        one.standing().responses(),
                        previous.get(one.standing().subject())))
                .toList();
    }

    private static List<Placed> placed(List<RankedRow> rows) {
        return rows.stream()
                .map(row ->
                        new Placed(new Standing(row.subject(), row.name(), row.score(), row.responses()), row.place()))
                .sorted(Places.SHOWN_ORDER)
                .toList();
    }

    private static RankingViews.Ranking ranking(
            Board board, Header header, List<RankedRow> rows, List<Difference> differences) {
        return new RankingViews.Ranking(
                board,
                header.month().toString(),
                header.revision(),
                header.publishedAt(),
                header.reason(),
                header.minimumSample(),
                shown(rows),
                changes(differences));
    }

    private static List<RankingViews.Row> shown(List<RankedRow> rows) {
        Map<UUID, RankedRow> bySubject = rows.stream().collect(Collectors.toMap(RankedRow::subject, row -> row));
        return placed(rows).stream()
                .map(one -> Objects.requireNonNull(bySubject.get(one.standing().subject())))
                .map(row -> new RankingViews.Row(
                        new RankingViews.Subject(row.subject(), row.name(), row.unitName()),
                        row.place(),
                        RankingViews.text(row.score()),
                        row.responses(),
                        row.previousPlace(),
                        Movement.of(row.previousPlace(), row.place())))
                .toList();
    }

    private static List<RankingViews.Change> changes(List<Difference> differences) {
        return differences.stream().map(RankingViews.Change::of).toList();
    }

    private static Board require(Optional<Board> board, UUID id) {
        return board.orElseThrow(() -> Problem.notFound("board", id));
    }
}
