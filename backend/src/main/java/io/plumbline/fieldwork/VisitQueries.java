package io.plumbline.fieldwork;

import io.plumbline.platform.persistence.MultiRow;
import io.plumbline.sync.checklist.ScoreResult;
import io.plumbline.sync.merge.Collected;
import io.plumbline.sync.merge.Photo;
import io.plumbline.sync.merge.PhotoSet;
import io.plumbline.sync.merge.VisitDocument;
import io.plumbline.sync.merge.VisitState;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** SQL over visits and their photos. Every method is one statement, whatever the number of visits. */
final class VisitQueries {
    private static final MultiRow UPSERT = new MultiRow("""
            insert into visits (organisation_id, id, assignment_id, checklist_version_id, unit_id, subject_staff_id,
              state,
              started_at, service_on, submitted_at, late, document, result, score, collected,
              revision) values""", """
            (?::uuid, ?::uuid, ?::uuid, ?::uuid, ?::uuid, ?::uuid, ?, ?::timestamptz, ?::date, ?::timestamptz, \
            ?::boolean, ?::json, ?::json, ?::numeric, ?, ?::int)""", """
            on conflict (organisation_id, id) do update set state = excluded.state, started_at = excluded.started_at,
              service_on = excluded.service_on, submitted_at = excluded.submitted_at, late = excluded.late,
              document = excluded.document, result = excluded.result, score = excluded.score,
              collected = excluded.collected,
              revision = excluded.revision""");

    private static final MultiRow PHOTOS =
            new MultiRow("""
            insert into visit_photos (organisation_id, visit_id, photo_id, item_id, purpose, sha256, size, content_type,
              captured_at) values""", "(?::uuid, ?::uuid, ?::uuid, ?, ?, ?, ?::bigint, ?, ?::timestamptz)", """
            on conflict (organisation_id, visit_id, photo_id) do update set item_id = excluded.item_id,
              purpose = excluded.purpose, sha256 = excluded.sha256, size = excluded.size,
              content_type = excluded.content_type, captured_at = excluded.captured_at, removed = false""");

    private VisitQueries() {}

    static Map<UUID, VisitFacts> byIds(Handle handle, UUID organisationId, Collection<UUID> ids) {
        Map<UUID, VisitFacts> visits = new HashMap<>();
        handle.createQuery("""
                        select id, assignment_id, checklist_version_id, unit_id, subject_staff_id, state, started_at,
                          service_on, submitted_at, late, document, result, collected, revision
                        from visits where organisation_id = :organisation and id = any(:ids)""")
                .bind("organisation", organisationId)
                .bind("ids", ids.toArray(UUID[]::new))
                .map((row, context) -> facts(row))
                .forEach(each -> visits.put(each.id(), each));
        return visits;
    }

    /** @param results {@link VisitFacts#resultJson} by visit */
    static void write(
            Handle handle, UUID organisationId, Collection<VisitFacts> visits, Map<UUID, @Nullable String> results) {
        List<@Nullable Object[]> values = new ArrayList<>(visits.size());
        for (VisitFacts visit : visits) {
            ScoreResult result = visit.result();
            String score = result == null ? null : result.score();
            values.add(new @Nullable Object[] {
                organisationId,
                visit.id(),
                visit.assignmentId(),
                visit.checklistVersionId(),
                visit.unitId(),
                visit.subjectStaffId(),
                visit.state().name(),
                visit.startedAt(),
                visit.serviceOn(),
                visit.submittedAt(),
                visit.late(),
                Json.write(visit.document()),
                results.get(visit.id()),
                score == null ? null : new BigDecimal(score),
                visit.collected() == null ? null : visit.collected().name(),
                visit.revision()
            });
        }
        UPSERT.execute(handle, values);
    }

    static void writePhotos(Handle handle, UUID organisationId, Collection<VisitFacts> visits) {
        List<@Nullable Object[]> values = new ArrayList<>();
        for (VisitFacts visit : visits) {
            for (PhotoSet.Add add : visit.document().photos().shown()) {
                Photo photo = add.photo();
                values.add(new @Nullable Object[] {
                    organisationId,
                    visit.id(),
                    UUID.fromString(photo.id()),
                    photo.item(),
                    photo.purpose().name(),
                    photo.sha256(),
                    photo.size(),
                    photo.contentType(),
                    Instant.parse(photo.capturedAt())
                });
            }
        }
        PHOTOS.execute(handle, values);
    }

    /** Hashes of the files the visit declares. */
    static Set<String> media(VisitDocument document) {
        Set<String> media = new TreeSet<>();
        document.photos().shown().forEach(add -> media.add(add.photo().sha256()));
        return media;
    }

    /** Marks photos that the visits no longer show. */
    static void removePhotos(Handle handle, UUID organisationId, Collection<VisitFacts> visits) {
        Set<UUID> shown = new HashSet<>();
        visits.forEach(visit -> visit.document()
                .photos()
                .shown()
                .forEach(add -> shown.add(UUID.fromString(add.photo().id()))));
        handle.createUpdate("""
                        update visit_photos set removed = true
                        where organisation_id = :organisation and visit_id = any(:visits) and not removed
                          and photo_id <> all(:shown)""")
                .bind("organisation", organisationId)
                .bind("visits", visits.stream().map(VisitFacts::id).toArray(UUID[]::new))
                .bind("shown", shown.toArray(UUID[]::new))
                .execute();
    }

    /** Visits that declare the file, whatever their state: each one's row shows which files are here. */
    static List<UUID> declaring(Handle handle, UUID organisationId, String sha256) {
        return handle.createQuery("""
                        select distinct p.visit_id from visit_photos p
                        where p.organisation_id = :organisation and p.sha256 = :sha256 and not p.removed""")
                .bind("organisation", organisationId)
                .bind("sha256", sha256)
                .mapTo(UUID.class)
                .list();
    }

    /** Those of the files that visits of the person's assignments declare. */
    static Set<String> declaredBy(Handle handle, UUID organisationId, UUID accountId, Collection<String> sha256) {
        return new HashSet<>(handle.createQuery("""
                        select distinct p.sha256 from visit_photos p
                        join assignments a on a.organisation_id = p.organisation_id and a.visit_id = p.visit_id
                        where p.organisation_id = :organisation and p.sha256 = any(:sha256) and not p.removed
                          and a.assignee_id = :account""")
                .bind("organisation", organisationId)
                .bind("sha256", sha256.toArray(String[]::new))
                .bind("account", accountId)
                .mapTo(String.class)
                .list());
    }

    /** Hashes of the visit's files that are here. */
    static Set<String> verifiedPhotos(Handle handle, UUID organisationId, UUID visitId) {
        return new HashSet<>(handle.createQuery("""
                        select p.sha256 from visit_photos p
                        join blobs b on b.organisation_id = p.organisation_id and b.sha256 = p.sha256
                        where p.organisation_id = :organisation and p.visit_id = :visit and not p.removed""")
                .bind("organisation", organisationId)
                .bind("visit", visitId)
                .mapTo(String.class)
                .list());
    }

    static void setState(Handle handle, UUID organisationId, UUID id, VisitState state) {
        handle.createUpdate("""
                        update visits set state = :state, revision = revision + 1
                        where organisation_id = :organisation and id = :id""")
                .bind("organisation", organisationId)
                .bind("id", id)
                .bind("state", state.name())
                .execute();
    }

    static void decide(
            Handle handle, UUID organisationId, List<UUID> ids, VisitState state, UUID decidedBy, Instant now) {
        handle.createUpdate("""
                        update visits set state = :state, revision = revision + 1, decided_at = :now, decided_by = :by
                        where organisation_id = :organisation and id = any(:ids)""")
                .bind("organisation", organisationId)
                .bindArray("ids", UUID.class, ids)
                .bind("state", state.name())
                .bind("by", decidedBy)
                .bind("now", now)
                .execute();
    }

    static VisitFacts facts(ResultSet row) throws SQLException {
        String result = row.getString("result");
        return new VisitFacts(
                row.getObject("id", UUID.class),
                row.getObject("assignment_id", UUID.class),
                row.getObject("checklist_version_id", UUID.class),
                row.getObject("unit_id", UUID.class),
                row.getObject("subject_staff_id", UUID.class),
                VisitState.valueOf(row.getString("state")),
                instant(row, "started_at"),
                row.getObject("service_on", LocalDate.class),
                instant(row, "submitted_at"),
                row.getBoolean("late"),
                Json.read(row.getString("document"), VisitDocument.class),
                result == null ? null : Json.read(result, ScoreResult.class),
                collected(row),
                row.getInt("revision"));
    }

    static @Nullable Collected collected(ResultSet row) throws SQLException {
        String collected = row.getString("collected");
        return collected == null ? null : Collected.valueOf(collected);
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp timestamp = row.getTimestamp(column);
        return timestamp == null ? null : timestamp.toInstant();
    }
}
