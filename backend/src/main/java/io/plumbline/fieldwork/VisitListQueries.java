package io.plumbline.fieldwork;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import io.plumbline.sync.merge.Collected;
import io.plumbline.sync.merge.VisitState;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The office's list of visits. */
final class VisitListQueries {
    record Programme(String code, JsonNode name, ProgrammeKind kind) {}

    record Unit(UUID id, String name, String type, @Nullable String storeKind) {}

    record Staff(UUID id, String name) {}

    record Row(
            UUID id,
            VisitState state,
            Programme programme,
            Unit unit,
            @Nullable Staff subjectStaff,
            UUID inspectorId,
            @Nullable LocalDate serviceOn,
            @Nullable Instant submittedAt,
            @Nullable String score,
            @Nullable Collected collected,
            boolean late,
            int conflicts,
            int photos,
            int revision) {}

    record Filter(
            @Nullable VisitState state,
            @Nullable UUID unit,
            @Nullable LocalDate from,
            @Nullable LocalDate to,
            @Nullable String cursor,
            int limit) {}

    /** A place in the list: by time of submission, then id. */
    record Place(Instant at, UUID id) {
        private static final Place START = new Place(Instant.EPOCH, new UUID(0, 0));

        static String encode(Row row) {
            String text = (row.submittedAt() == null ? Instant.EPOCH : row.submittedAt()) + "|" + row.id();
            return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }

        static Place decode(@Nullable String cursor) {
            if (cursor == null || cursor.isEmpty()) {
                return START;
            }
            try {
                String[] parts =
                        new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split("\\|", 2);
                return new Place(Instant.parse(parts[0]), UUID.fromString(parts.length < 2 ? "" : parts[1]));
            } catch (IllegalArgumentException | DateTimeException e) {
                throw Problem.of(ProblemType.VALIDATION, "The cursor is not one that this server gave.", e);
            }
        }
    }

    static final String ROW = """
            select v.id, v.state, v.service_on, v.submitted_at, v.score, v.collected, v.late, v.revision, a.assignee_id,
              p.code, p.name as programme_name, p.kind, v.unit_id, u.name as unit_name, u.type, u.store_kind,
              v.subject_staff_id, s.name as staff_name,
              (select count(*) from conflicts c
               where c.organisation_id = v.organisation_id and c.visit_id = v.id and c.state = 'OPEN') as conflicts,
              (select count(*) from visit_photos f
               where f.organisation_id = v.organisation_id and f.visit_id = v.id and not f.removed) as photos
            from visits v
            join assignments a on a.organisation_id = v.organisation_id and a.id = v.assignment_id
            join programmes p on p.organisation_id = a.organisation_id and p.id = a.programme_id
            join units u on u.organisation_id = v.organisation_id and u.id = v.unit_id
            left join staff s on s.organisation_id = v.organisation_id and s.id = v.subject_staff_id
            """;

    private VisitListQueries() {}

    /** Submitted visits, oldest submission first. Uses visits_queue_idx for a state. */
    static List<Row> list(Handle handle, UUID organisationId, Filter filter) {
        Place after = Place.decode(filter.cursor());
        return handle.createQuery(ROW + """
                        where v.organisation_id = :organisation and v.submitted_at is not null
                          and (v.submitted_at, v.id) > (:at, :id)
                          and (:state::text is null or v.state = :state)
                          and (:unit::uuid is null or v.unit_id = :unit)
                          and (:from::date is null or v.service_on >= :from)
                          and (:to::date is null or v.service_on <= :to)
                        order by v.submitted_at, v.id limit :limit""")
                .bind("organisation", organisationId)
                .bind("at", after.at())
                .bind("id", after.id())
                .bind("state", filter.state() == null ? null : filter.state().name())
                .bind("unit", filter.unit())
                .bind("from", filter.from())
                .bind("to", filter.to())
                .bind("limit", filter.limit())
                .map((row, context) -> row(row))
                .list();
    }

    static @Nullable Row find(Handle handle, UUID organisationId, UUID visitId) {
        return handle.createQuery(ROW + "where v.organisation_id = :organisation and v.id = :id")
                .bind("organisation", organisationId)
                .bind("id", visitId)
                .map((row, context) -> row(row))
                .findOne()
                .orElse(null);
    }

    private static Row row(ResultSet row) throws SQLException {
        UUID staff = row.getObject("subject_staff_id", UUID.class);
        BigDecimal score = row.getBigDecimal("score");
        return new Row(
                row.getObject("id", UUID.class),
                VisitState.valueOf(row.getString("state")),
                new Programme(
                        row.getString("code"),
                        Json.read(row.getString("programme_name")),
                        ProgrammeKind.valueOf(row.getString("kind"))),
                new Unit(
                        row.getObject("unit_id", UUID.class),
                        row.getString("unit_name"),
                        row.getString("type"),
                        row.getString("store_kind")),
                staff == null ? null : new Staff(staff, row.getString("staff_name")),
                row.getObject("assignee_id", UUID.class),
                row.getObject("service_on", LocalDate.class),
                VisitQueries.instant(row, "submitted_at"),
                score == null ? null : score.toPlainString(),
                VisitQueries.collected(row),
                row.getBoolean("late"),
                row.getInt("conflicts"),
                row.getInt("photos"),
                row.getInt("revision"));
    }
}
