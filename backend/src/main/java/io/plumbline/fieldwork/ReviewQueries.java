package io.plumbline.fieldwork;

import io.plumbline.fieldwork.AssignmentDocument.Remark;
import io.plumbline.platform.persistence.MultiRow;
import io.plumbline.sync.merge.VisitState;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** SQL over reviews. */
final class ReviewQueries {
    /** One decision about a visit. */
    record Review(
            UUID id,
            UUID visitId,
            VisitState decision,
            @Nullable String reason,
            List<Remark> remarks,
            @Nullable BigDecimal score,
            Instant decidedAt,
            UUID decidedBy) {}

    private static final MultiRow REVIEW =
            new MultiRow("""
            insert into reviews (organisation_id, id, visit_id, decision, reason, remarks, score, decided_at,
              decided_by)
            values""", "(?::uuid, ?::uuid, ?::uuid, ?, ?, ?::jsonb, ?::numeric, ?::timestamptz, ?::uuid)", "");

    private ReviewQueries() {}

    static void insert(Handle handle, UUID organisationId, List<Review> reviews) {
        List<@Nullable Object[]> values = new ArrayList<>(reviews.size());
        for (Review review : reviews) {
            values.add(new @Nullable Object[] {
                organisationId,
                review.id(),
                review.visitId(),
                review.decision().name(),
                review.reason(),
                Json.write(review.remarks()),
                review.score(),
                review.decidedAt(),
                review.decidedBy()
            });
        }
        REVIEW.execute(handle, values);
    }

    /** In order of time. Uses reviews_visit_idx. */
    static List<Review> ofVisit(Handle handle, UUID organisationId, UUID visitId) {
        return handle.createQuery("""
                        select id, visit_id, decision, reason, remarks, score, decided_at, decided_by from reviews
                        where organisation_id = :organisation and visit_id = :visit order by decided_at, id""")
                .bind("organisation", organisationId)
                .bind("visit", visitId)
                .map((row, context) -> new Review(
                        row.getObject("id", UUID.class),
                        row.getObject("visit_id", UUID.class),
                        VisitState.valueOf(row.getString("decision")),
                        row.getString("reason"),
                        AssignmentQueries.remarks(row.getString("remarks")),
                        row.getBigDecimal("score"),
                        row.getTimestamp("decided_at").toInstant(),
                        row.getObject("decided_by", UUID.class)))
                .list();
    }
}
