package io.plumbline.fieldwork;

import io.plumbline.sync.checklist.ScoreResult;
import io.plumbline.sync.merge.VisitDocument;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * SQL over the last accepted visits of units, for work that is open there. The same checklist, in whatever version;
 * of a callback also the same person asked about.
 */
final class PreviousQueries {
    record Previous(
            UUID assignment,
            UUID assignee,
            UUID visit,
            UUID checklist,
            LocalDate serviceOn,
            Instant acceptedAt,
            VisitDocument document,
            ScoreResult result) {}

    record Photo(UUID visit, String item, UUID publicId) {}

    private PreviousQueries() {}

    /** Of open assignments whose programme shows it; one probe of visits_unit_idx, backwards, for each. */
    static List<Previous> ofAssignments(Handle handle, UUID organisationId, Collection<UUID> assignmentIds) {
        return handle.createQuery("""
                        select a.id, a.assignee_id, l.id as visit_id, l.checklist_version_id, l.service_on,
                          l.decided_at,
                          l.document, l.result
                        from assignments a
                        join programmes p on p.organisation_id = a.organisation_id and p.id = a.programme_id
                        join checklist_versions c
                          on c.organisation_id = a.organisation_id and c.id = a.checklist_version_id
                        cross join lateral (
                          select v.id, v.checklist_version_id, v.service_on, v.decided_at, v.document, v.result
                          from visits v
                          join checklist_versions o
                            on o.organisation_id = v.organisation_id and o.id = v.checklist_version_id
                          where v.organisation_id = a.organisation_id and v.unit_id = a.unit_id
                            and v.state = 'ACCEPTED' and v.service_on is not null and v.result is not null
                            and v.decided_at is not null and v.id <> a.visit_id
                            and o.checklist_id = c.checklist_id
                            and v.subject_staff_id is not distinct from a.subject_staff_id
                          order by v.service_on desc, v.decided_at desc, v.id desc limit 1) l
                        where a.organisation_id = :organisation and a.id = any(:ids) and p.show_previous
                          and a.state in ('ASSIGNED', 'IN_PROGRESS', 'RETURNED')""")
                .bind("organisation", organisationId)
                .bind("ids", assignmentIds.toArray(UUID[]::new))
                .map((row, context) -> previous(row))
                .list();
    }

    private static Previous previous(ResultSet row) throws SQLException {
        return new Previous(
                row.getObject("id", UUID.class),
                row.getObject("assignee_id", UUID.class),
                row.getObject("visit_id", UUID.class),
                row.getObject("checklist_version_id", UUID.class),
                row.getObject("service_on", LocalDate.class),
                row.getTimestamp("decided_at").toInstant(),
                Json.read(row.getString("document"), VisitDocument.class),
                Json.read(row.getString("result"), ScoreResult.class));
    }

    /** Open assignments that are shown findings, where these visits were. Uses assignments_unit_idx. */
    static List<UUID> openAt(Handle handle, UUID organisationId, Collection<UUID> visitIds) {
        return handle.createQuery("""
                        select distinct a.id
                        from visits v
                        join checklist_versions o
                          on o.organisation_id = v.organisation_id and o.id = v.checklist_version_id
                        join assignments a on a.organisation_id = v.organisation_id and a.unit_id = v.unit_id
                        join programmes p on p.organisation_id = a.organisation_id and p.id = a.programme_id
                        join checklist_versions c
                          on c.organisation_id = a.organisation_id and c.id = a.checklist_version_id
                        where v.organisation_id = :organisation and v.id = any(:visits) and p.show_previous
                          and a.state in ('ASSIGNED', 'IN_PROGRESS', 'RETURNED') and o.checklist_id = c.checklist_id
                          and v.subject_staff_id is not distinct from a.subject_staff_id""")
                .bind("organisation", organisationId)
                .bind("visits", visitIds.toArray(UUID[]::new))
                .mapTo(UUID.class)
                .list();
    }

    /** Verified photos of items; by public id, which says nothing about the order in which they were taken. */
    static Map<UUID, List<Photo>> photos(Handle handle, UUID organisationId, Collection<UUID> visitIds) {
        Map<UUID, List<Photo>> photos = new HashMap<>();
        handle.createQuery("""
                        select p.visit_id, p.item_id, p.public_id from visit_photos p
                        join blobs b on b.organisation_id = p.organisation_id and b.sha256 = p.sha256
                        where p.organisation_id = :organisation and p.visit_id = any(:visits) and not p.removed
                          and p.purpose = 'PHOTO' and p.item_id is not null
                        order by p.public_id""")
                .bind("organisation", organisationId)
                .bind("visits", visitIds.toArray(UUID[]::new))
                .map((row, context) -> new Photo(
                        row.getObject("visit_id", UUID.class),
                        row.getString("item_id"),
                        row.getObject("public_id", UUID.class)))
                .forEach(each -> photos.computeIfAbsent(each.visit(), visit -> new ArrayList<>())
                        .add(each));
        return photos;
    }

    /** The hash of a photo of an accepted visit where this person has open work that is shown it. */
    static Optional<String> findPhoto(
            Handle handle, UUID organisationId, UUID assignmentId, UUID assigneeId, UUID publicId) {
        return handle.createQuery("""
                        select b.sha256
                        from assignments a
                        join programmes p on p.organisation_id = a.organisation_id and p.id = a.programme_id
                        join checklist_versions c
                          on c.organisation_id = a.organisation_id and c.id = a.checklist_version_id
                        join visits v on v.organisation_id = a.organisation_id and v.unit_id = a.unit_id
                        join checklist_versions o
                          on o.organisation_id = v.organisation_id and o.id = v.checklist_version_id
                        join visit_photos f on f.organisation_id = v.organisation_id and f.visit_id = v.id
                        join blobs b on b.organisation_id = f.organisation_id and b.sha256 = f.sha256
                        where f.organisation_id = :organisation and f.public_id = :photo and not f.removed
                          and f.purpose = 'PHOTO' and a.id = :assignment and a.assignee_id = :assignee
                          and p.show_previous and a.state in ('ASSIGNED', 'IN_PROGRESS', 'RETURNED')
                          and v.state = 'ACCEPTED' and o.checklist_id = c.checklist_id
                          and v.subject_staff_id is not distinct from a.subject_staff_id""")
                .bind("organisation", organisationId)
                .bind("photo", publicId)
                .bind("assignment", assignmentId)
                .bind("assignee", assigneeId)
                .mapTo(String.class)
                .findOne();
    }

    /** Those of the programmes that show them. */
    static List<UUID> programmesShowing(Handle handle, UUID organisationId, Collection<UUID> programmeIds) {
        return handle.createQuery("""
                        select id from programmes
                        where organisation_id = :organisation and id = any(:ids) and show_previous""")
                .bind("organisation", organisationId)
                .bind("ids", programmeIds.toArray(UUID[]::new))
                .mapTo(UUID.class)
                .list();
    }
}
