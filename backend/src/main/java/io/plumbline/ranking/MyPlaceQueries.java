package io.plumbline.ranking;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.fieldwork.ProgrammeKind;
import io.plumbline.platform.tenancy.CurrentOrganisation;
import io.plumbline.ranking.rules.Aggregate;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** SQL of one subject's own place. Every statement is a few index probes for one subject, whatever the month holds. */
@ApplicationScoped
class MyPlaceQueries {
    private static final int VISITS = 200;
    private static final int VISITS_OF_AN_ITEM = 5;

    /** A subject's aggregate. */
    record Stored(
            YearMonth month,
            ProgrammeKind programmeKind,
            Dimension dimension,
            String key,
            boolean late,
            Aggregate aggregate) {}

    /** A subject's row in the latest revision of a board's month; no score when the subject is not in it. */
    record PlaceRow(
            UUID boardId,
            YearMonth month,
            UUID rankingId,
            int revision,
            Instant publishedAt,
            int minimumSample,
            int ranked,
            @Nullable BigDecimal score,
            @Nullable Integer place,
            long responses,
            @Nullable Integer previousPlace) {}

    record Ahead(BigDecimal score, int place) {}

    record CountedRef(
            UUID publicId,
            UUID checklistVersionId,
            JsonNode programme,
            LocalDate serviceOn,
            BigDecimal score,
            @Nullable String reason) {}

    record Cost(String item, BigDecimal lost, long times, List<UUID> visits) {}

    private final Jdbi jdbi;
    private final CurrentOrganisation organisation;
    private final JsonColumns json;

    @Inject
    MyPlaceQueries(Jdbi jdbi, CurrentOrganisation organisation, JsonColumns json) {
        this.jdbi = jdbi;
        this.organisation = organisation;
        this.json = json;
    }

    /** All aggregates of the subject in the months, ends included. Relies on month_aggregates_subject_idx. */
    List<Stored> aggregates(SubjectType type, UUID subject, YearMonth from, YearMonth to) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select month, programme_kind, dimension, dimension_key, late, responses, score_sum,
                          score_square_sum
                        from month_aggregates
                        where organisation_id = :organisation and subject_id = :subject and month between :from and :to
                          and subject_type = :type and responses > 0
                        order by month, programme_kind, dimension, dimension_key, late""")
                .bind("organisation", organisation.requireId())
                .bind("subject", subject)
                .bind("from", Months.column(from))
                .bind("to", Months.column(to))
                .bind("type", type.name())
                .map((row, context) -> new Stored(
                        YearMonth.from(row.getObject("month", LocalDate.class)),
                        ProgrammeKind.valueOf(row.getString("programme_kind")),
                        Dimension.valueOf(row.getString("dimension")),
                        row.getString("dimension_key"),
                        row.getBoolean("late"),
                        new Aggregate(
                                row.getLong("responses"),
                                row.getBigDecimal("score_sum"),
                                row.getBigDecimal("score_square_sum"))))
                .list());
    }

    /**
     * The latest revision of each board and month, with the subject's row. Relies on the keys of rankings and its rows.
     */
    List<PlaceRow> places(List<UUID> boards, UUID subject, YearMonth from, YearMonth to) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        with latest as (
                          select distinct on (board_id, month) id, board_id, month, revision, published_at,
                            minimum_sample,
                            ranked
                          from rankings
                          where organisation_id = :organisation and board_id = any(:boards) and month between :from
                            and :to
                          order by board_id, month, revision desc)
                        select l.*, r.score, r.place, coalesce(r.responses, 0) as responses, r.previous_place
                        from latest l
                        left join ranking_rows r on r.organisation_id = :organisation and r.ranking_id = l.id
                          and r.subject_id = :subject
                        order by l.board_id, l.month""")
                .bind("organisation", organisation.requireId())
                .bindArray("boards", UUID.class, boards)
                .bind("subject", subject)
                .bind("from", Months.column(from))
                .bind("to", Months.column(to))
                .map((row, context) -> new PlaceRow(
                        row.getObject("board_id", UUID.class),
                        YearMonth.from(row.getObject("month", LocalDate.class)),
                        row.getObject("id", UUID.class),
                        row.getInt("revision"),
                        row.getObject("published_at", OffsetDateTime.class).toInstant(),
                        row.getInt("minimum_sample"),
                        row.getInt("ranked"),
                        row.getBigDecimal("score"),
                        row.getObject("place", Integer.class),
                        row.getLong("responses"),
                        row.getObject("previous_place", Integer.class)))
                .list());
    }

    /** The next better place of a published ranking. Relies on ranking_rows_place_idx. */
    Optional<Ahead> ahead(UUID rankingId, int place) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select score, place from ranking_rows
                        where organisation_id = :organisation and ranking_id = :ranking and place < :place
                        order by place desc limit 1""")
                .bind("organisation", organisation.requireId())
                .bind("ranking", rankingId)
                .bind("place", place)
                .map((row, context) -> new Ahead(row.getBigDecimal("score"), row.getInt("place")))
                .findOne());
    }

    /**
     * The counted visits of the subject in the month, newest day first; within a day by public id, so that not even the
     * order tells when.
     */
    List<CountedRef> visits(SubjectType type, UUID subject, YearMonth month, boolean withLate) {
        return jdbi.withHandle(handle -> subject(handle.createQuery(counted(type) + """

                                select v.public_id, v.checklist_version_id, p.name, c.service_on, c.score,
                                  v.result ->> 'reason' as reason
                                from counted c
                                join visits v on v.organisation_id = :organisation and v.id = c.visit_id
                                join assignments a on a.organisation_id = :organisation and a.id = v.assignment_id
                                join programmes p on p.organisation_id = :organisation and p.id = a.programme_id
                                order by c.service_on desc, v.public_id limit :limit"""), subject, month, withLate)
                .bind("limit", VISITS)
                .map((row, context) -> new CountedRef(
                        row.getObject("public_id", UUID.class),
                        row.getObject("checklist_version_id", UUID.class),
                        json.read(row.getString("name")),
                        row.getObject("service_on", LocalDate.class),
                        row.getBigDecimal("score"),
                        row.getString("reason")))
                .list());
    }

    /** The items that cost the subject's visits of this kind most points of score, with some of the visits. */
    List<Cost> costliest(
            SubjectType type, UUID subject, YearMonth month, boolean withLate, ProgrammeKind kind, int limit) {
        return jdbi.withHandle(handle -> subject(handle.createQuery(counted(type) + """
                                , each as (
                                  select d.key as item, d.value::numeric as cost, c.visit_id,
                                    row_number() over (partition by d.key order by d.value::numeric desc,
                                      c.visit_id) as nth
                                  from counted c cross join lateral jsonb_each_text(c.details -> 'costs') d
                                  where c.programme_kind = :kind),
                                costs as (
                                  select item, sum(cost) as lost, count(*) as times,
                                    array_agg(visit_id) filter (where nth <= :shown) as visit_ids
                                  from each group by item order by lost desc, item limit :limit)
                                select k.item, k.lost, k.times,
                                  (select array_agg(v.public_id order by v.public_id) from visits v
                                   where v.organisation_id = :organisation and v.id = any(k.visit_ids)) as visits
                                from costs k order by k.lost desc, k.item"""), subject, month, withLate)
                .bind("kind", kind.name())
                .bind("limit", limit)
                .bind("shown", VISITS_OF_AN_ITEM)
                .map((row, context) -> new Cost(
                        row.getString("item"),
                        row.getBigDecimal("lost"),
                        row.getLong("times"),
                        row.getArray("visits") == null
                                ? List.of()
                                : List.of((UUID[]) row.getArray("visits").getArray())))
                .list());
    }

    /** Whether the visit counts for the unit (on the service date) or for the staff member. */
    boolean countsFor(UUID visitId, SubjectType type, UUID subject) {
        String condition = type == SubjectType.UNIT ? ":subject = any(unit_path)" : "staff_id = :subject";
        return jdbi.withHandle(handle -> handle.createQuery("select exists (select from counted_visits "
                        + "where organisation_id = :organisation and visit_id = :visit and "
                        + condition + ")")
                .bind("organisation", organisation.requireId())
                .bind("visit", visitId)
                .bind("subject", subject)
                .mapTo(Boolean.class)
                .one());
    }

    /**
     * The subject's counted visits. For a unit: those of every unit that ever hung below it, which
     * counted_visits_unit_idx finds, and of these the ones that were below it on their service date.
     */
    private static String counted(SubjectType type) {
        return type == SubjectType.UNIT ? """
                  with recursive below (unit_id) as (
                    select :subject::uuid
                    union
                    select b.unit_id from unit_placements b
                    join below on b.organisation_id = :organisation and b.parent_id = below.unit_id),
                  counted as (
                    select c.* from counted_visits c
                    where c.organisation_id = :organisation and c.unit_id in (select unit_id from below)
                      and c.month = :month and (:withLate or not c.late) and :subject = any(c.unit_path))""" : """
                  with counted as (
                    select c.* from counted_visits c
                    where c.organisation_id = :organisation and c.staff_id = :subject and c.month = :month
                      and (:withLate or not c.late))""";
    }

    private Query subject(Query query, UUID subject, YearMonth month, boolean withLate) {
        return query.bind("organisation", organisation.requireId())
                .bind("subject", subject)
                .bind("month", Months.column(month))
                .bind("withLate", withLate);
    }
}
