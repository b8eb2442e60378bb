package io.plumbline.demo;

import io.plumbline.platform.tenancy.CurrentOrganisation;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;

/** Reads how far an earlier load came. Writes nothing. */
@ApplicationScoped
class DemoQueries {
    /** An assignment of a programme as it stands. */
    record Given(
            UUID assignment,
            UUID visit,
            UUID checklist,
            String state,
            UUID unit,
            UUID assignee,
            LocalDate windowFrom) {}

    private final Jdbi jdbi;
    private final CurrentOrganisation organisation;

    @Inject
    DemoQueries(Jdbi jdbi, CurrentOrganisation organisation) {
        this.jdbi = jdbi;
        this.organisation = organisation;
    }

    /** When the organisation was made: the moment that every date of the demo is relative to. */
    @Transactional
    Instant madeAt() {
        return jdbi.withHandle(
                handle -> handle.createQuery("select created_at from organisations where id = :organisation")
                        .bind("organisation", organisation.requireId())
                        .mapTo(OffsetDateTime.class)
                        .one()
                        .toInstant());
    }

    @Transactional
    Map<String, UUID> unitsByCode() {
        return idsBy("select code as key, id from units where organisation_id = :organisation");
    }

    @Transactional
    Map<String, UUID> staffByCode() {
        return idsBy("select code as key, id from staff where organisation_id = :organisation");
    }

    @Transactional
    Map<String, UUID> accountsByName() {
        return idsBy("select sign_in_name as key, id from accounts where organisation_id = :organisation");
    }

    @Transactional
    Map<String, UUID> programmesByCode() {
        return idsBy("select code as key, id from programmes where organisation_id = :organisation");
    }

    @Transactional
    Map<String, UUID> boardsByCode() {
        return idsBy("select code as key, id from boards where organisation_id = :organisation");
    }

    /** The newest published version of each checklist. */
    @Transactional
    Map<String, UUID> publishedChecklistsByCode() {
        return idsBy("""
                select distinct on (c.code) c.code as key, v.id
                from checklists c
                  join checklist_versions v on v.organisation_id = c.organisation_id and v.checklist_id = c.id
                where c.organisation_id = :organisation and v.state = 'PUBLISHED'
                order by c.code, v.number desc""");
    }

    /** The assignments of a programme in the order in which they were given. */
    @Transactional
    List<Given> given(UUID programme) {
        return jdbi.withHandle(handle -> query(handle.createQuery("""
                                select id, visit_id, checklist_version_id, state, unit_id, assignee_id, window_from
                                from assignments
                                where organisation_id = :organisation and programme_id = :programme
                                order by id"""))
                .bind("programme", programme)
                .map((row, context) -> new Given(
                        row.getObject("id", UUID.class),
                        row.getObject("visit_id", UUID.class),
                        row.getObject("checklist_version_id", UUID.class),
                        row.getString("state"),
                        row.getObject("unit_id", UUID.class),
                        row.getObject("assignee_id", UUID.class),
                        row.getObject("window_from", LocalDate.class)))
                .list());
    }

    /** Visits waiting for review. */
    @Transactional
    Set<UUID> submitted() {
        String sql = "select id from visits where organisation_id = :organisation and state = 'SUBMITTED'";
        return new HashSet<>(jdbi.withHandle(
                handle -> query(handle.createQuery(sql)).mapTo(UUID.class).list()));
    }

    /** The newest revision of a board's ranking of a month. */
    @Transactional
    Optional<Integer> publishedRevision(UUID board, YearMonth month) {
        return jdbi.withHandle(handle -> query(handle.createQuery("""
                                select max(revision) from rankings
                                where organisation_id = :organisation and board_id = :board and month = :month"""))
                .bind("board", board)
                .bind("month", LocalDate.of(month.getYear(), month.getMonth(), 1))
                .mapTo(Integer.class)
                .findOne());
    }

    /** Who has an assignment that is not begun and may be on that day. */
    @Transactional
    Set<UUID> assigneesOn(LocalDate day) {
        return new HashSet<>(jdbi.withHandle(handle -> query(handle.createQuery("""
                                select distinct assignee_id from assignments
                                where organisation_id = :organisation and state = 'ASSIGNED'
                                  and :day between window_from and window_to"""))
                .bind("day", day)
                .mapTo(UUID.class)
                .list()));
    }

    @Transactional
    Map<String, String> staffNamesByCode() {
        Map<String, String> names = new HashMap<>();
        jdbi.useHandle(handle -> query(
                        handle.createQuery("select code, name from staff where organisation_id = :organisation"))
                .map((row, context) -> names.put(row.getString("code"), row.getString("name")))
                .list());
        return names;
    }

    private Map<String, UUID> idsBy(String sql) {
        Map<String, UUID> ids = new HashMap<>();
        jdbi.useHandle(handle -> query(handle.createQuery(sql))
                .map((row, context) -> ids.put(row.getString("key"), row.getObject("id", UUID.class)))
                .list());
        return ids;
    }

    private Query query(Query query) {
        return query.bind("organisation", organisation.requireId());
    }
}
