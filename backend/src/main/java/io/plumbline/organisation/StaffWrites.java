package io.plumbline.organisation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Writes staff and postings in sets. */
@ApplicationScoped
class StaffWrites {
    /** A span that ends. */
    record PostingEnd(UUID id, LocalDate until) {}

    private final SetWrites writes;
    private final Clock clock;

    @Inject
    StaffWrites(SetWrites writes, Clock clock) {
        this.writes = writes;
        this.clock = clock;
    }

    void insert(List<StaffRef> staff) {
        OffsetDateTime now = OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
        String sql = """
                insert into staff (organisation_id, id, code, name, employment, created_at)
                values (:organisation, :id, :code, :name, :employment, :now)
                """;
        writes.write(sql, staff, (batch, person) -> bind(batch, person).bind("now", now));
    }

    void update(List<StaffRef> staff) {
        String sql = """
                update staff set name = :name, employment = :employment, version = version + 1
                where organisation_id = :organisation and id = :id
                """;
        writes.write(sql, staff, StaffWrites::bind);
    }

    void post(List<Posting> postings) {
        String sql = """
                insert into postings (organisation_id, id, staff_id, unit_id, position, position_bonus, from_on)
                values (:organisation, :id, :staff, :unit, :position, :bonus, :from)
                """;
        writes.write(sql, postings, (batch, posting) -> bind(batch, posting)
                .bind("staff", posting.staffId())
                .bind("from", posting.fromOn()));
    }

    void end(List<PostingEnd> ends) {
        String sql = "update postings set until_on = :until where organisation_id = :organisation and id = :id";
        writes.write(sql, ends, (batch, end) -> batch.bind("id", end.id()).bind("until", end.until()));
    }

    void correct(List<Posting> postings) {
        String sql = """
                update postings set unit_id = :unit, position = :position, position_bonus = :bonus
                where organisation_id = :organisation and id = :id
                """;
        writes.write(sql, postings, StaffWrites::bind);
    }

    private static PreparedBatch bind(PreparedBatch batch, StaffRef person) {
        return batch.bind("id", person.id())
                .bind("code", person.code())
                .bind("name", person.name())
                .bind("employment", person.employment().name());
    }

    private static PreparedBatch bind(PreparedBatch batch, Posting posting) {
        return batch.bind("id", posting.id())
                .bind("unit", posting.unitId())
                .bind("position", posting.position().name())
                .bind("bonus", posting.positionBonus());
    }
}
