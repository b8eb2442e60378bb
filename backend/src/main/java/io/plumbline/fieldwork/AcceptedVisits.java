package io.plumbline.fieldwork;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.platform.tenancy.CurrentOrganisation;
import io.plumbline.sync.checklist.ScoreResult;
import io.plumbline.sync.checklist.VisitContent;
import io.plumbline.sync.merge.VisitDocument;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Reads accepted visits for those who were inspected. What names the visitor is left out here, not by the caller. */
@ApplicationScoped
class AcceptedVisits implements ManagerVisits {
    private final Jdbi jdbi;
    private final CurrentOrganisation organisation;
    private final VisitPhotos photos;

    @Inject
    AcceptedVisits(Jdbi jdbi, CurrentOrganisation organisation, VisitPhotos photos) {
        this.jdbi = jdbi;
        this.organisation = organisation;
        this.photos = photos;
    }

    @Override
    @Transactional
    public Optional<ManagerVisit> findAccepted(UUID publicId) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select v.id, v.public_id, p.name, v.checklist_version_id, v.service_on, v.result, v.collected,
                          v.document,
                          r.remarks
                        from visits v
                        join assignments a on a.organisation_id = v.organisation_id and a.id = v.assignment_id
                        join programmes p on p.organisation_id = a.organisation_id and p.id = a.programme_id
                        left join lateral (
                          select d.remarks from reviews d
                          where d.organisation_id = v.organisation_id and d.visit_id = v.id and d.decision = 'ACCEPTED'
                          order by d.decided_at desc limit 1) r on true
                        where v.organisation_id = :organisation and v.public_id = :id and v.state = 'ACCEPTED'
                          and v.service_on is not null and v.result is not null""")
                .bind("organisation", organisation.requireId())
                .bind("id", publicId)
                .map((row, context) -> visit(handle, row))
                .findOne());
    }

    @Override
    @Transactional
    public Optional<ManagerPhoto> findPhoto(UUID photoPublicId) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select p.visit_id, b.sha256, b.content_type from visit_photos p
                        join visits v on v.organisation_id = p.organisation_id and v.id = p.visit_id
                        join blobs b on b.organisation_id = p.organisation_id and b.sha256 = p.sha256
                        where p.organisation_id = :organisation and p.public_id = :id and not p.removed
                          and p.purpose = 'PHOTO' and v.state = 'ACCEPTED'""")
                .bind("organisation", organisation.requireId())
                .bind("id", photoPublicId)
                .map((row, context) -> new ManagerPhoto(
                        row.getObject("visit_id", UUID.class), row.getString("sha256"), row.getString("content_type")))
                .findOne());
    }

    @Override
    public byte[] render(ManagerPhoto photo, @Nullable Integer width) {
        return photos.stripped(photo.sha256(), width);
    }

    private ManagerVisit visit(Handle handle, ResultSet row) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        VisitContent content =
                Json.read(row.getString("document"), VisitDocument.class).content();
        Map<String, JsonNode> answers = new HashMap<>(content.answers());
        answers.values().removeIf(JsonNode::isNull);
        return new ManagerVisit(
                id,
                row.getObject("public_id", UUID.class),
                Json.read(row.getString("name")),
                row.getObject("checklist_version_id", UUID.class),
                row.getObject("service_on", LocalDate.class),
                Json.read(row.getString("result"), ScoreResult.class),
                VisitQueries.collected(row),
                answers,
                content.notes(),
                photos(handle, id),
                AssignmentQueries.remarks(row.getString("remarks")).stream()
                        .map(remark -> new Remark(remark.item(), remark.text()))
                        .toList());
    }

    /** By public id, which says nothing about the order in which they were taken. */
    private List<PhotoRef> photos(Handle handle, UUID visitId) {
        return handle.createQuery("""
                        select p.public_id, p.item_id from visit_photos p
                        join blobs b on b.organisation_id = p.organisation_id and b.sha256 = p.sha256
                        where p.organisation_id = :organisation and p.visit_id = :visit and not p.removed
                          and p.purpose = 'PHOTO'
                        order by p.public_id""")
                .bind("organisation", organisation.requireId())
                .bind("visit", visitId)
                .map((row, context) -> new PhotoRef(row.getObject("public_id", UUID.class), row.getString("item_id")))
                .list();
    }
}
