package io.plumbline.ranking;

import io.plumbline.organisation.StoreKind;
import io.plumbline.organisation.UnitType;
import io.plumbline.platform.tenancy.CurrentOrganisation;
import io.plumbline.ranking.rules.Aggregate;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** SQL of published rankings and of the aggregates a board is made from. */
@ApplicationScoped
class RankingQueries {
    private static final int ROWS_PER_STATEMENT = 1000;
    private static final int LIST_LIMIT = 240;

    /** A published ranking without its rows. */
    record Header(
            UUID id,
            YearMonth month,
            int revision,
            @Nullable String reason,
            int minimumSample,
            int topN,
            int bottomN,
            Instant publishedAt) {}

    /** A row of a published ranking, as bound and as read. */
    public record RankedRow(
            UUID organisation,
            UUID ranking,
            UUID subject,
            String name,
            @Nullable String unitName,
            @Nullable Integer place,
            BigDecimal score,
            long responses,
            @Nullable Integer previousPlace) {}

    private static final List<String> BOUND = List.of(
            "organisation", "ranking", "subject", "name", "unitName", "place", "score", "responses", "previousPlace");

    /** A subject's total of a month, and how many of its responses were late. */
    record Total(UUID subject, String name, @Nullable String unitName, Aggregate aggregate, long late) {}

    private final Jdbi jdbi;
    private final CurrentOrganisation organisation;

    @Inject
    RankingQueries(Jdbi jdbi, CurrentOrganisation organisation) {
        this.jdbi = jdbi;
        this.organisation = organisation;
    }

    /**
     * The totals of a board's subjects, with or without late responses. A unit is shown with the unit it hung under on
     * the month's last day, a person with the unit of the last posting that began by then. One range of the key of
     * month_aggregates is read: as many rows as there are subjects, whatever the number of responses.
     */
    List<Total> totals(Board board, YearMonth month, boolean withLate) {
        return board.subjectType() == SubjectType.UNIT
                ? unitTotals(board, month, withLate)
                : staffTotals(board, month, withLate);
    }

    private List<Total> unitTotals(Board board, YearMonth month, boolean withLate) {
        UnitType unitType = board.unitType();
        StoreKind storeKind = board.storeKind();
        return jdbi.withHandle(handle -> handle.createQuery("""
                        with totals as (
                          select subject_id,
                            coalesce(sum(responses) filter (where :withLate or not late), 0) as responses,
                            coalesce(sum(score_sum) filter (where :withLate or not late), 0) as score_sum,
                            coalesce(sum(score_square_sum) filter (where :withLate or not late), 0) as square_sum,
                            coalesce(sum(responses) filter (where late), 0) as late
                          from month_aggregates
                          where organisation_id = :organisation and month = :month and programme_kind = :kind
                            and subject_type = 'UNIT' and dimension = 'TOTAL'
                          group by subject_id)
                        select t.*, u.name, p.name as unit_name
                        from totals t
                        join units u on u.organisation_id = :organisation and u.id = t.subject_id
                        left join unit_placements b on b.organisation_id = :organisation and b.unit_id = u.id
                          and b.from_on <= :lastDay and (b.until_on is null or b.until_on > :lastDay)
                        left join units p on p.organisation_id = :organisation and p.id = b.parent_id
                        where u.type = :unitType and (:storeKind::text is null or u.store_kind = :storeKind)""")
                .bind("organisation", organisation.requireId())
                .bind("month", Months.column(month))
                .bind("lastDay", month.atEndOfMonth())
                .bind("kind", board.programmeKind().name())
                .bind("withLate", withLate)
                .bind("unitType", unitType == null ? null : unitType.name())
                .bind("storeKind", storeKind == null ? null : storeKind.name())
                .map((row, context) -> total(row))
                .list());
    }

    private List<Total> staffTotals(Board board, YearMonth month, boolean withLate) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        with totals as (
                          select subject_id,
                            coalesce(sum(responses) filter (where :withLate or not late), 0) as responses,
                            coalesce(sum(score_sum) filter (where :withLate or not late), 0) as score_sum,
                            coalesce(sum(score_square_sum) filter (where :withLate or not late), 0) as square_sum,
                            coalesce(sum(responses) filter (where late), 0) as late
                          from month_aggregates
                          where organisation_id = :organisation and month = :month and programme_kind = :kind
                            and subject_type = 'STAFF' and dimension = 'TOTAL'
                          group by subject_id),
                        latest as (
                          select distinct on (staff_id) staff_id, unit_id from postings
                          where organisation_id = :organisation and from_on <= :lastDay
                            and staff_id in (select subject_id from totals)
                          order by staff_id, from_on desc)
                        select t.*, s.name, u.name as unit_name
                        from totals t
                        join staff s on s.organisation_id = :organisation and s.id = t.subject_id
                        left join latest l on l.staff_id = s.id
                        left join units u on u.organisation_id = :organisation and u.id = l.unit_id""")
                .bind("organisation", organisation.requireId())
                .bind("month", Months.column(month))
                .bind("lastDay", month.atEndOfMonth())
                .bind("kind", board.programmeKind().name())
                .bind("withLate", withLate)
                .map((row, context) -> total(row))
                .list());
    }

    private static Total total(ResultSet row) throws SQLException {
        return new Total(
                row.getObject("subject_id", UUID.class),
                row.getString("name"),
                row.getString("unit_name"),
                new Aggregate(
                        row.getLong("responses"), row.getBigDecimal("score_sum"), row.getBigDecimal("square_sum")),
                row.getLong("late"));
    }

    Optional<Header> findLatest(UUID boardId, YearMonth month) {
        return findHeader(boardId, month, null);
    }

    /** A certain revision, or the latest when none is named. */
    Optional<Header> findHeader(UUID boardId, YearMonth month, @Nullable Integer revision) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select id, month, revision, reason, minimum_sample, top_n, bottom_n, published_at from rankings
                        where organisation_id = :organisation and board_id = :board and month = :month
                          and (:revision::int is null or revision = :revision)
                        order by revision desc limit 1""")
                .bind("organisation", organisation.requireId())
                .bind("board", boardId)
                .bind("month", Months.column(month))
                .bind("revision", revision)
                .map((row, context) -> header(row))
                .findOne());
    }

    /** Every revision of every month, newest month first. */
    List<Header> listHeaders(UUID boardId) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select id, month, revision, reason, minimum_sample, top_n, bottom_n, published_at from rankings
                        where organisation_id = :organisation and board_id = :board
                        order by month desc, revision desc limit :limit""")
                .bind("organisation", organisation.requireId())
                .bind("board", boardId)
                .bind("limit", LIST_LIMIT)
                .map((row, context) -> header(row))
                .list());
    }

    List<RankedRow> rows(UUID rankingId) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select organisation_id, ranking_id, subject_id, subject_name, unit_name, place, score,
                          responses,
                          previous_place
                        from ranking_rows where organisation_id = :organisation and ranking_id = :ranking""")
                .bind("organisation", organisation.requireId())
                .bind("ranking", rankingId)
                .map((row, context) -> new RankedRow(
                        row.getObject("organisation_id", UUID.class),
                        row.getObject("ranking_id", UUID.class),
                        row.getObject("subject_id", UUID.class),
                        row.getString("subject_name"),
                        row.getString("unit_name"),
                        row.getObject("place", Integer.class),
                        row.getBigDecimal("score"),
                        row.getLong("responses"),
                        row.getObject("previous_place", Integer.class)))
                .list());
    }

    /** Place by subject in a published ranking. */
    Map<UUID, Integer> places(UUID rankingId) {
        Map<UUID, Integer> places = new HashMap<>();
        for (RankedRow row : rows(rankingId)) {
            Integer place = row.place();
            if (place != null) {
                places.put(row.subject(), place);
            }
        }
        return places;
    }

    void insert(Board board, Header header, @Nullable UUID by, List<RankedRow> rows) {
        jdbi.useHandle(handle -> {
            handle.createUpdate("""
                            insert into rankings (organisation_id, id, board_id, month, revision, reason,
                              minimum_sample, top_n,
                              bottom_n, ranked, published_at, published_by)
                            values (:organisation, :id, :board, :month, :revision, :reason, :minimum, :top, :bottom,
                              :ranked,
                              :at, :by)""")
                    .bind("organisation", organisation.requireId())
                    .bind("id", header.id())
                    .bind("board", board.id())
                    .bind("month", Months.column(header.month()))
                    .bind("revision", header.revision())
                    .bind("reason", header.reason())
                    .bind("minimum", header.minimumSample())
                    .bind("top", header.topN())
                    .bind("bottom", header.bottomN())
                    .bind(
                            "ranked",
                            rows.stream().filter(row -> row.place() != null).count())
                    .bind("at", header.publishedAt().atOffset(ZoneOffset.UTC))
                    .bind("by", by)
                    .execute();
            for (int from = 0; from < rows.size(); from += ROWS_PER_STATEMENT) {
                handle.createUpdate("""
                                insert into ranking_rows (organisation_id, ranking_id, subject_id, subject_name,
                                  unit_name,
                                  place, score, responses, previous_place)
                                values <rows>""")
                        .bindMethodsList(
                                "rows", rows.subList(from, Math.min(rows.size(), from + ROWS_PER_STATEMENT)), BOUND)
                        .execute();
            }
        });
    }

    private static Header header(ResultSet row) throws SQLException {
        return new Header(
                row.getObject("id", UUID.class),
                YearMonth.from(row.getObject("month", LocalDate.class)),
                row.getInt("revision"),
                row.getString("reason"),
                row.getInt("minimum_sample"),
                row.getInt("top_n"),
                row.getInt("bottom_n"),
                row.getObject("published_at", OffsetDateTime.class).toInstant());
    }
}
