package io.plumbline.organisation;

import io.plumbline.organisation.StaffView.Current;
import io.plumbline.organisation.StaffView.PostedTo;
import io.plumbline.platform.tenancy.CurrentOrganisation;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Questions about staff and postings; each is one statement. */
@ApplicationScoped
class StaffQueries {
    private static final String HOLDS = "p.from_on <= :on and (p.until_on is null or p.until_on > :on)";
    private static final String POSTING =
            "p.id, p.staff_id, p.unit_id, p.position, p.position_bonus, p.from_on, p.until_on";

    /**
     * Which staff a list is about.
     *
     * @param units those posted to one of them on the day; null for all
     * @param text part of the name or beginning of the code; null for any
     */
    record Filter(
            LocalDate on,
            @Nullable Set<UUID> units,
            @Nullable String text,
            boolean withBonus) {}

    private final Jdbi jdbi;
    private final CurrentOrganisation organisation;

    @Inject
    StaffQueries(Jdbi jdbi, CurrentOrganisation organisation) {
        this.jdbi = jdbi;
        this.organisation = organisation;
    }

    List<StaffRef> byIds(Collection<UUID> ids) {
        String sql =
                "select id, code, name, employment from staff where organisation_id = :organisation and id = any(:ids)";
        return jdbi.withHandle(handle -> query(handle, sql)
                .bindArray("ids", UUID.class, Set.copyOf(ids))
                .map((row, context) -> staff(row))
                .list());
    }

    List<StaffRef> byCodes(Collection<String> codes) {
        String sql = "select id, code, name, employment from staff "
                + "where organisation_id = :organisation and code = any(:codes)";
        return jdbi.withHandle(handle -> query(handle, sql)
                .bindArray("codes", String.class, Set.copyOf(codes))
                .map((row, context) -> staff(row))
                .list());
    }

    List<Posting> postingsOn(Collection<UUID> ids, LocalDate on) {
        String sql = "select " + POSTING + " from postings p where p.organisation_id = :organisation "
                + "and p.staff_id = any(:ids) and " + HOLDS;
        return jdbi.withHandle(handle -> query(handle, sql)
                .bindArray("ids", UUID.class, Set.copyOf(ids))
                .bind("on", on)
                .map((row, context) -> posting(row))
                .list());
    }

    /** All postings of these people, after locking them against another change. */
    List<Posting> lockedPostings(Collection<UUID> ids) {
        String lock =
                "select 1 from staff where organisation_id = :organisation and id = any(:ids) order by id for update";
        String sql = "select " + POSTING
                + " from postings p where p.organisation_id = :organisation and p.staff_id = any(:ids)";
        return jdbi.withHandle(handle -> {
            query(handle, lock)
                    .bindArray("ids", UUID.class, Set.copyOf(ids))
                    .mapTo(Integer.class)
                    .list();
            return query(handle, sql)
                    .bindArray("ids", UUID.class, Set.copyOf(ids))
                    .map((row, context) -> posting(row))
                    .list();
        });
    }

    List<StaffRef> postedTo(Collection<UUID> units, LocalDate on) {
        // postings_unit_idx
        String sql = """
                select s.id, s.code, s.name, s.employment
                from postings p
                join staff s on s.organisation_id = :organisation and s.id = p.staff_id
                where p.organisation_id = :organisation and p.unit_id = any(:units) and %s
                order by s.code
                """.formatted(HOLDS);
        return jdbi.withHandle(handle -> query(handle, sql)
                .bindArray("units", UUID.class, Set.copyOf(units))
                .bind("on", on)
                .map((row, context) -> staff(row))
                .list());
    }

    /** One page in order of code, after the given one. */
    List<StaffView> page(Filter filter, @Nullable String after, int limit) {
        Set<UUID> units = filter.units();
        // staff_code_key gives the order
        String sql = """
                select s.id, s.code, s.name, s.employment,
                       u.id as unit_id, u.name as unit_name, u.type as unit_type,
                       p.position, p.position_bonus, p.from_on, p.until_on
                from staff s
                left join postings p on p.organisation_id = :organisation and p.staff_id = s.id and %s
                left join units u on u.organisation_id = :organisation and u.id = p.unit_id
                where s.organisation_id = :organisation
                  and s.code > :after
                  and (:everywhere or p.unit_id = any(:units))
                  and (:text = '' or strpos(s.name, :text) > 0 or starts_with(s.code, :text))
                order by s.code
                limit :limit
                """.formatted(HOLDS);
        return jdbi.withHandle(handle -> query(handle, sql)
                .bind("on", filter.on())
                .bind("after", after == null ? "" : after)
                .bind("everywhere", units == null)
                .bindArray("units", UUID.class, units == null ? Set.of() : units)
                .bind("text", filter.text() == null ? "" : filter.text())
                .bind("limit", limit)
                .map((row, context) -> view(row, filter.withBonus()))
                .list());
    }

    private static StaffView view(ResultSet row, boolean withBonus) throws SQLException {
        UUID unit = row.getObject("unit_id", UUID.class);
        StaffRef person = staff(row);
        Current current = unit == null
                ? null
                : new Current(
                        new PostedTo(unit, row.getString("unit_name"), UnitType.valueOf(row.getString("unit_type"))),
                        Position.valueOf(row.getString("position")),
                        withBonus ? row.getBigDecimal("position_bonus") : null,
                        row.getObject("from_on", LocalDate.class),
                        row.getObject("until_on", LocalDate.class));
        return new StaffView(person.id(), person.code(), person.name(), person.employment(), current);
    }

    private static StaffRef staff(ResultSet row) throws SQLException {
        return new StaffRef(
                row.getObject("id", UUID.class),
                row.getString("code"),
                row.getString("name"),
                Employment.valueOf(row.getString("employment")));
    }

    private static Posting posting(ResultSet row) throws SQLException {
        BigDecimal bonus = row.getBigDecimal("position_bonus");
        return new Posting(
                row.getObject("id", UUID.class),
                row.getObject("staff_id", UUID.class),
                row.getObject("unit_id", UUID.class),
                Position.valueOf(row.getString("position")),
                bonus,
                row.getObject("from_on", LocalDate.class),
                row.getObject("until_on", LocalDate.class));
    }

    private Query query(Handle handle, String sql) {
        return handle.createQuery(sql).bind("organisation", organisation.requireId());
    }
}
