package io.plumbline.checklist;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.platform.tenancy.CurrentOrganisation;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** SQL of checklists. Every statement names the organisation, which row-level security checks once more. */
@ApplicationScoped
class ChecklistQueries {
    /** More checklists than one quality office keeps. */
    private static final int LIST_LIMIT = 2000;

    /** A version as stored. */
    record StoredVersion(UUID id, UUID checklistId, String code, int number, ChecklistState state, JsonNode json) {}

    private final Jdbi jdbi;
    private final CurrentOrganisation organisation;
    private final ObjectMapper json;

    @Inject
    ChecklistQueries(Jdbi jdbi, CurrentOrganisation organisation, ObjectMapper json) {
        this.jdbi = jdbi;
        this.organisation = organisation;
        this.json = json;
    }

    /** The checklist's id, made when the code is new; its row stays locked so that numbers are given one at a time. */
    UUID lockByCode(UUID freshId, String code, JsonNode title, Instant now) {
        return jdbi.withHandle(handle -> {
            handle.createUpdate("""
                            insert into checklists (organisation_id, id, code, title, created_at)
                            values (:organisation, :id, :code, :title::jsonb, :now)
                            on conflict on constraint checklists_code_key do nothing""")
                    .bind("organisation", organisation.requireId())
                    .bind("id", freshId)
                    .bind("code", code)
                    .bind("title", title.toString())
                    .bind("now", utc(now))
                    .execute();
            return handle.createQuery(
                            "select id from checklists where organisation_id = :organisation and code = :code "
                                    + "for update")
                    .bind("organisation", organisation.requireId())
                    .bind("code", code)
                    .mapTo(UUID.class)
                    .one();
        });
    }

    int nextNumber(UUID checklistId) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select coalesce(max(number), 0) + 1 from checklist_versions
                        where organisation_id = :organisation and checklist_id = :checklist""")
                .bind("organisation", organisation.requireId())
                .bind("checklist", checklistId)
                .mapTo(Integer.class)
                .one());
    }

    void insertDraft(UUID id, UUID checklistId, int number, JsonNode document, Instant now, @Nullable UUID by) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        insert into checklist_versions
                          (organisation_id, id, checklist_id, number, state, document, created_at, created_by)
                        values (:organisation, :id, :checklist, :number, 'DRAFT', :document::jsonb, :now, :by)""")
                .bind("organisation", organisation.requireId())
                .bind("id", id)
                .bind("checklist", checklistId)
                .bind("number", number)
                .bind("document", document.toString())
                .bind("now", utc(now))
                .bind("by", by)
                .execute());
    }

    /** The version, locked until the transaction ends. */
    Optional<StoredVersion> lockVersion(UUID id) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select v.id, v.checklist_id, c.code, v.number, v.state, v.document
                        from checklist_versions v
                        join checklists c on c.organisation_id = v.organisation_id and c.id = v.checklist_id
                        where v.organisation_id = :organisation and v.id = :id
                        for update of v""")
                .bind("organisation", organisation.requireId())
                .bind("id", id)
                .map((row, context) -> version(row))
                .findOne());
    }

    List<StoredVersion> versions(Collection<UUID> ids) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select v.id, v.checklist_id, c.code, v.number, v.state, v.document
                        from checklist_versions v
                        join checklists c on c.organisation_id = v.organisation_id and c.id = v.checklist_id
                        where v.organisation_id = :organisation and v.id = any(:ids)""")
                .bind("organisation", organisation.requireId())
                .bindArray("ids", UUID.class, ids)
                .map((row, context) -> version(row))
                .list());
    }

    void replaceDraft(UUID id, JsonNode document) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        update checklist_versions set document = :document::jsonb, version = version + 1
                        where organisation_id = :organisation and id = :id""")
                .bind("organisation", organisation.requireId())
                .bind("id", id)
                .bind("document", document.toString())
                .execute());
    }

    /** The checklist carries the title of its latest published version. */
    void publish(StoredVersion version, Instant now, @Nullable UUID by) {
        jdbi.useHandle(handle -> {
            handle.createUpdate("""
                            update checklist_versions
                            set state = 'PUBLISHED', published_at = :now, published_by = :by, version = version + 1
                            where organisation_id = :organisation and id = :id""")
                    .bind("organisation", organisation.requireId())
                    .bind("id", version.id())
                    .bind("now", utc(now))
                    .bind("by", by)
                    .execute();
            handle.createUpdate("""
                            update checklists set title = :title::jsonb, version = version + 1
                            where organisation_id = :organisation and id = :id""")
                    .bind("organisation", organisation.requireId())
                    .bind("id", version.checklistId())
                    .bind("title", version.json().path("title").toString())
                    .execute();
        });
    }

    List<ChecklistViews.Summary> list() {
        record Row(UUID id, String code, JsonNode title, ChecklistViews.VersionSummary version) {}
        List<Row> rows = jdbi.withHandle(handle -> handle.createQuery("""
                        select c.id, c.code, c.title, v.id as version_id, v.number, v.state, v.published_at
                        from checklists c
                        join checklist_versions v on v.organisation_id = c.organisation_id and v.checklist_id = c.id
                        where c.organisation_id = :organisation
                        order by c.code, v.number desc
                        limit :limit""")
                .bind("organisation", organisation.requireId())
                .bind("limit", LIST_LIMIT)
                .map((row, context) -> new Row(
                        row.getObject("id", UUID.class),
                        row.getString("code"),
                        read(row.getString("title")),
                        new ChecklistViews.VersionSummary(
                                row.getObject("version_id", UUID.class),
                                row.getInt("number"),
                                ChecklistState.valueOf(row.getString("state")),
                                instant(row.getObject("published_at", OffsetDateTime.class)))))
                .list());
        Map<UUID, ChecklistViews.Summary> byId = new LinkedHashMap<>();
        for (Row row : rows) {
            byId.computeIfAbsent(
                            row.id(), id -> new ChecklistViews.Summary(id, row.code(), row.title(), new ArrayList<>()))
                    .versions()
                    .add(row.version());
        }
        return List.copyOf(byId.values());
    }

    private StoredVersion version(ResultSet row) throws SQLException {
        return new StoredVersion(
                row.getObject("id", UUID.class),
                row.getObject("checklist_id", UUID.class),
                row.getString("code"),
                row.getInt("number"),
                ChecklistState.valueOf(row.getString("state")),
                read(row.getString("document")));
    }

    private JsonNode read(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("the database holds a document that is not JSON", impossible);
        }
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime at) {
        return at == null ? null : at.toInstant();
    }
}
