package io.plumbline.ranking;

import io.plumbline.platform.tenancy.CurrentOrganisation;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** SQL of months. */
@ApplicationScoped
class MonthQueries {
    private final Jdbi jdbi;
    private final CurrentOrganisation organisation;

    @Inject
    MonthQueries(Jdbi jdbi, CurrentOrganisation organisation) {
        this.jdbi = jdbi;
        this.organisation = organisation;
    }

    /** When each of these months was closed; open ones are absent. */
    Map<YearMonth, Instant> closings(Collection<YearMonth> months) {
        Map<YearMonth, Instant> closings = new HashMap<>();
        jdbi.useHandle(handle -> handle.createQuery("""
                        select month, closed_at from month_closings
                        where organisation_id = :organisation and month = any(:months::date[])""")
                .bind("organisation", organisation.requireId())
                .bindArray("months", String.class, columns(months))
                .map((row, context) -> closings.put(
                        YearMonth.from(row.getObject("month", LocalDate.class)),
                        row.getObject("closed_at", OffsetDateTime.class).toInstant()))
                .list());
        return closings;
    }

    /** Late responses per month; months without are absent. Relies on counted_visits_late_idx. */
    Map<YearMonth, Long> late(Collection<YearMonth> months) {
        Map<YearMonth, Long> late = new HashMap<>();
        jdbi.useHandle(handle -> handle.createQuery("""
                        select month, count(*) as late from counted_visits
                        where organisation_id = :organisation and month = any(:months::date[]) and late
                        group by month""")
                .bind("organisation", organisation.requireId())
                .bindArray("months", String.class, columns(months))
                .map((row, context) ->
                        late.put(YearMonth.from(row.getObject("month", LocalDate.class)), row.getLong("late")))
                .list());
        return late;
    }

    /** Closing a closed month changes nothing. */
    void close(YearMonth month, Instant at, @Nullable UUID by) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        insert into month_closings (organisation_id, month, closed_at, closed_by)
                        values (:organisation, :month, :at, :by)
                        on conflict on constraint month_closings_pkey do nothing""")
                .bind("organisation", organisation.requireId())
                .bind("month", Months.column(month))
                .bind("at", at.atOffset(ZoneOffset.UTC))
                .bind("by", by)
                .execute());
    }

    /** Those of the months that count something and are open. */
    List<YearMonth> openWithResponses(Collection<YearMonth> months) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select asked.month from unnest(:months::date[]) asked (month)
                        where exists (select from month_aggregates a
                            where a.organisation_id = :organisation and a.month = asked.month)
                          and not exists (select from month_closings c
                            where c.organisation_id = :organisation and c.month = asked.month)
                        order by asked.month""")
                .bind("organisation", organisation.requireId())
                .bindArray("months", String.class, columns(months))
                .map((row, context) -> YearMonth.from(row.getObject("month", LocalDate.class)))
                .list());
    }

    /** Every organisation of the installation; the table stands outside of all of them. */
    List<UUID> organisations() {
        return jdbi.withHandle(handle -> handle.createQuery("select id from organisations order by id")
                .mapTo(UUID.class)
                .list());
    }

    /** Dates as texts, because the driver makes no arrays of dates. */
    private static List<String> columns(Collection<YearMonth> months) {
        return months.stream().map(month -> Months.column(month).toString()).toList();
    }
}
