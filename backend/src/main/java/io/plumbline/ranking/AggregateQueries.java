package io.plumbline.ranking;

import io.plumbline.fieldwork.ProgrammeKind;
import io.plumbline.platform.persistence.MultiRow;
import io.plumbline.platform.tenancy.CurrentOrganisation;
import io.plumbline.ranking.rules.Aggregate;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/**
 * SQL of counted visits and their aggregates. Rows are written by multi-row VALUES, in the order of
 * {@link AggregateKey}.
 */
@ApplicationScoped
class AggregateQueries {
    /** What {@code recompute} found for one key: what should be there and what is; null for nothing. */
    record Comparison(
            AggregateKey key,
            @Nullable Aggregate expected,
            @Nullable Aggregate found) {}

    private static final String AGGREGATE = """
            insert into month_aggregates (organisation_id, month, programme_kind, subject_type, subject_id, dimension,
              dimension_key, late, responses, score_sum, score_square_sum)
            values""";

    private static final String AGGREGATE_ROW =
            "(?::uuid, ?::date, ?, ?, ?::uuid, ?, ?, ?::boolean, ?::bigint, ?::numeric, ?::numeric)";

    private static final MultiRow ADD = new MultiRow(AGGREGATE, AGGREGATE_ROW, """
            on conflict on constraint month_aggregates_pkey do update
            set responses = month_aggregates.responses + excluded.responses,
                score_sum = month_aggregates.score_sum + excluded.score_sum,
                score_square_sum = month_aggregates.score_square_sum + excluded.score_square_sum""");

    private static final MultiRow REPLACE = new MultiRow(AGGREGATE, AGGREGATE_ROW, """
            on conflict on constraint month_aggregates_pkey do update
            set responses = excluded.responses, score_sum = excluded.score_sum,
                score_square_sum = excluded.score_square_sum""");

    private static final String COUNTED_ROW =
            "(?::uuid, ?::uuid, ?::date, ?, ?::date, ?::uuid, ?::uuid[], ?::uuid, ?, ?::numeric, ?::jsonb)";

    private static final MultiRow COUNTED = new MultiRow("""
            insert into counted_visits (organisation_id, visit_id, month, programme_kind, service_on, unit_id,
              unit_path, staff_id, late, score, details)
            values""", COUNTED_ROW, "");

    private final Jdbi jdbi;
    private final CurrentOrganisation organisation;
    private final JsonColumns json;

    @Inject
    AggregateQueries(Jdbi jdbi, CurrentOrganisation organisation, JsonColumns json) {
        this.jdbi = jdbi;
        this.organisation = organisation;
        this.json = json;
    }

    /** Counting shares the month; recomputing has it alone. Held until the transaction ends. */
    void lockForCounting(YearMonth month) {
        lock(month, "select pg_advisory_xact_lock_shared(hashtextextended(:key, 0))");
    }

    void lockForRecomputing(YearMonth month) {
        lock(month, "select pg_advisory_xact_lock(hashtextextended(:key, 0))");
    }

    private void lock(YearMonth month, String sql) {
        jdbi.useHandle(handle -> handle.createQuery(sql)
                .bind("key", "month-aggregates/" + organisation.requireId() + "/" + month)
                .map((row, context) -> true)
                .one());
    }

    /** False when the visit is counted already; a concurrent first counting is waited for. */
    boolean insertCounted(CountedVisit visit) {
        return jdbi.withHandle(handle -> {
            Update insert = handle.createUpdate("""
                    insert into counted_visits (organisation_id, visit_id, month, programme_kind, service_on, unit_id,
                      unit_path, staff_id, late, score, details)
                    values (:organisation, :visit, :month, :kind, :serviceOn, :unit, :path, :staff, :late, :score,
                      :details::jsonb)
                    on conflict on constraint counted_visits_pkey do nothing""");
            bind(insert, visit);
            return insert.execute() == 1;
        });
    }

    /** Those of the visits that are counted already. */
    Set<UUID> findCounted(Collection<UUID> visitIds) {
        return new HashSet<>(jdbi.withHandle(handle -> handle.createQuery("""
                        select visit_id from counted_visits
                        where organisation_id = :organisation and visit_id = any(:visits)""")
                .bind("organisation", organisation.requireId())
                .bindArray("visits", UUID.class, List.copyOf(visitIds))
                .mapTo(UUID.class)
                .list()));
    }

    /** Inserts visits that were not counted, in one statement; the caller holds their locks. */
    void insertNewlyCounted(List<CountedVisit> visits) {
        List<@Nullable Object[]> values = new ArrayList<>(visits.size());
        for (CountedVisit visit : visits) {
            values.add(new @Nullable Object[] {
                organisation.requireId(),
                visit.visitId(),
                Months.column(visit.month()),
                visit.programmeKind().name(),
                visit.serviceOn(),
                visit.unitId(),
                visit.unitPath().toArray(UUID[]::new),
                visit.staffId(),
                visit.late(),
                visit.score(),
                write(visit.details())
            });
        }
        jdbi.useHandle(handle -> COUNTED.execute(handle, values));
    }

    void updateCounted(CountedVisit visit) {
        jdbi.useHandle(handle -> {
            Update update = handle.createUpdate("""
                    update counted_visits set month = :month, programme_kind = :kind, service_on = :serviceOn,
                      unit_id = :unit, unit_path = :path, staff_id = :staff, late = :late, score = :score,
                      details = :details::jsonb
                    where organisation_id = :organisation and visit_id = :visit""");
            bind(update, visit);
            update.execute();
        });
    }

    void deleteCounted(UUID visitId) {
        jdbi.useHandle(handle -> handle.createUpdate(
                        "delete from counted_visits where organisation_id = :organisation and visit_id = :visit")
                .bind("organisation", organisation.requireId())
                .bind("visit", visitId)
                .execute());
    }

    Optional<CountedVisit> lockCounted(UUID visitId) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select visit_id, programme_kind, service_on, unit_id, unit_path, staff_id, late, score, details
                        from counted_visits
                        where organisation_id = :organisation and visit_id = :visit
                        for update""")
                .bind("organisation", organisation.requireId())
                .bind("visit", visitId)
                .map((row, context) -> counted(row))
                .findOne());
    }

    /** Adds the deltas to what is there. */
    void apply(SortedMap<AggregateKey, Aggregate> deltas) {
        write(deltas, ADD);
    }

    /** Puts the aggregates in the place of what is there. */
    void replace(SortedMap<AggregateKey, Aggregate> aggregates) {
        write(aggregates, REPLACE);
    }

    private void write(SortedMap<AggregateKey, Aggregate> aggregates, MultiRow statement) {
        List<@Nullable Object[]> rows = new ArrayList<>(aggregates.size());
        aggregates.forEach((key, value) -> rows.add(row(key, value)));
        jdbi.useHandle(handle -> statement.execute(handle, rows));
    }

    /**
     * The aggregates that differ from what the month's counted visits give, and how many keys were compared. A row
     * without responses counts as no row. Relies on counted_visits_month_idx and the key of month_aggregates.
     */
    List<Comparison> compare(YearMonth month) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        with responses as (
                          select programme_kind, unit_path, staff_id, late, score, details
                          from counted_visits where organisation_id = :organisation and month = :month),
                        subjects as (
                          select r.*, 'UNIT' as subject_type, unit as subject_id
                          from responses r cross join lateral unnest(r.unit_path) unit
                          union all
                          select r.*, 'STAFF', staff_id from responses r where staff_id is not null),
                        scores as (
                          select programme_kind, subject_type, subject_id, 'TOTAL' as dimension, '' as dimension_key,
                            late, score
                          from subjects
                          union all
                          select programme_kind, subject_type, subject_id, 'SECTION', d.key, late, d.value::numeric
                          from subjects cross join lateral jsonb_each_text(details -> 'sections') d
                          union all
                          select programme_kind, subject_type, subject_id, 'FACTOR', d.key, late, d.value::numeric
                          from subjects cross join lateral jsonb_each_text(details -> 'factors') d),
                        expected as (
                          select programme_kind, subject_type, subject_id, dimension, dimension_key, late,
                            count(*) as responses,
                            sum(score) as score_sum, sum(score * score) as score_square_sum
                          from scores group by 1, 2, 3, 4, 5, 6),
                        found as (
                          select programme_kind, subject_type, subject_id, dimension, dimension_key, late, responses,
                            score_sum,
                            score_square_sum
                          from month_aggregates
                          where organisation_id = :organisation and month = :month and responses != 0)
                        select programme_kind, subject_type, subject_id, dimension, dimension_key, late,
                          e.responses as e_responses, e.score_sum as e_sum, e.score_square_sum as e_square,
                          f.responses as f_responses, f.score_sum as f_sum, f.score_square_sum as f_square
                        from expected e full join found f
                          using (programme_kind, subject_type, subject_id, dimension, dimension_key, late)""")
                .bind("organisation", organisation.requireId())
                .bind("month", Months.column(month))
                .map((row, context) -> new Comparison(key(month, row), aggregate(row, "e_"), aggregate(row, "f_")))
                .list());
    }

    private @Nullable Object[] row(AggregateKey key, Aggregate value) {
        return new @Nullable Object[] {
            organisation.requireId(),
            Months.column(key.month()),
            key.programmeKind().name(),
            key.subjectType().name(),
            key.subjectId(),
            key.dimension().name(),
            key.dimensionKey(),
            key.late(),
            value.responses(),
            value.sum(),
            value.squareSum()
        };
    }

    private void bind(Update statement, CountedVisit visit) {
        statement
                .bind("organisation", organisation.requireId())
                .bind("visit", visit.visitId())
                .bind("month", Months.column(visit.month()))
                .bind("kind", visit.programmeKind().name())
                .bind("serviceOn", visit.serviceOn())
                .bind("unit", visit.unitId())
                .bindArray("path", UUID.class, visit.unitPath())
                .bind("staff", visit.staffId())
                .bind("late", visit.late())
                .bind("score", visit.score())
                .bind("details", write(visit.details()));
    }

    private CountedVisit counted(ResultSet row) throws SQLException {
        return new CountedVisit(
                row.getObject("visit_id", UUID.class),
                ProgrammeKind.valueOf(row.getString("programme_kind")),
                row.getObject("service_on", LocalDate.class),
                row.getObject("unit_id", UUID.class),
                List.of((UUID[]) row.getArray("unit_path").getArray()),
                row.getObject("staff_id", UUID.class),
                row.getBoolean("late"),
                row.getBigDecimal("score"),
                read(row.getString("details")));
    }

    private static AggregateKey key(YearMonth month, ResultSet row) throws SQLException {
        return new AggregateKey(
                month,
                ProgrammeKind.valueOf(row.getString("programme_kind")),
                SubjectType.valueOf(row.getString("subject_type")),
                Dimension.valueOf(row.getString("dimension")),
                row.getObject("subject_id", UUID.class),
                row.getString("dimension_key"),
                row.getBoolean("late"));
    }

    private static @Nullable Aggregate aggregate(ResultSet row, String prefix) throws SQLException {
        BigDecimal sum = row.getBigDecimal(prefix + "sum");
        return sum == null
                ? null
                : new Aggregate(row.getLong(prefix + "responses"), sum, row.getBigDecimal(prefix + "square"));
    }

    private record StoredDetails(
            Map<String, String> sections, Map<String, String> factors, Map<String, String> costs) {}

    private String write(VisitDetails details) {
        return json.write(
                new StoredDetails(texts(details.sections()), texts(details.factors()), texts(details.costs())));
    }

    private VisitDetails read(String text) {
        StoredDetails stored = json.read(text, StoredDetails.class);
        return new VisitDetails(decimals(stored.sections()), decimals(stored.factors()), decimals(stored.costs()));
    }

    private static Map<String, String> texts(Map<String, BigDecimal> decimals) {
        Map<String, String> texts = new TreeMap<>();
        decimals.forEach((key, value) -> texts.put(key, value.toPlainString()));
        return texts;
    }

    private static Map<String, BigDecimal> decimals(Map<String, String> texts) {
        Map<String, BigDecimal> decimals = new TreeMap<>();
        texts.forEach((key, value) -> decimals.put(key, new BigDecimal(value)));
        return decimals;
    }
}
