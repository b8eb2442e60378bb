package io.plumbline.fieldwork;

import com.fasterxml.jackson.core.type.TypeReference;
import io.plumbline.fieldwork.AssignmentDocument.Person;
import io.plumbline.fieldwork.AssignmentDocument.Programme;
import io.plumbline.fieldwork.AssignmentDocument.Remark;
import io.plumbline.fieldwork.AssignmentDocument.Unit;
import io.plumbline.platform.persistence.MultiRow;
import io.plumbline.sync.merge.VisitState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
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
import org.jspecify.annotations.Nullable;

/** SQL over assignments and their transitions. */
final class AssignmentQueries {
    /** A change of state, or of the person. Assignee and revision are those after it. */
    record Transition(
            UUID id,
            UUID assignmentId,
            @Nullable VisitState from,
            VisitState to,
            Instant at,
            @Nullable Instant deviceAt,
            @Nullable UUID actorId,
            @Nullable UUID deviceId,
            @Nullable UUID operationId,
            @Nullable String reason,
            UUID assigneeId,
            int revision) {}

    /** What is written of a new assignment. */
    record Row(UUID id, UUID visitId, UUID checklistVersionId, NewAssignment content) {}

    /** Revisions from the first (inclusive) to the second (exclusive) were this person's. */
    record FormerAssignee(UUID assignmentId, UUID assigneeId, int fromRevision, int toRevision) {
        boolean wrote(UUID actor, long known) {
            return assigneeId.equals(actor) && known >= fromRevision && known < toRevision;
        }
    }

    record Filter(
            @Nullable UUID programme,
            @Nullable VisitState state,
            @Nullable UUID assignee,
            @Nullable UUID after,
            int limit) {}

    private static final MultiRow INSERT = new MultiRow("""
            insert into assignments (organisation_id, id, programme_id, checklist_version_id, unit_id, subject_staff_id,
              assignee_id, visit_id, window_from, window_to, state, service_event, created_at, created_by)
              values""", """
            (?::uuid, ?::uuid, ?::uuid, ?::uuid, ?::uuid, ?::uuid, ?::uuid, ?::uuid, ?::date, ?::date, 'ASSIGNED', \
            ?::jsonb, ?::timestamptz, ?::uuid)""", "");

    private static final MultiRow TRANSITION = new MultiRow("""
            insert into assignment_transitions (organisation_id, id, assignment_id, from_state, to_state, at, device_at,
              actor_id, device_id, operation_id, reason, assignee_id, revision) values""", """
            (?::uuid, ?::uuid, ?::uuid, ?, ?, ?::timestamptz, ?::timestamptz, ?::uuid, ?::uuid, ?::uuid, ?, ?::uuid, \
            ?::int)""", "");

    private static final MultiRow UPDATE = new MultiRow("""
            update assignments a set state = v.state, revision = v.revision, assignee_id = v.assignee_id,
              finished_at = case when v.state in ('ACCEPTED', 'CANCELLED', 'EXPIRED') then now() end,
              out_of_scope = false
            from (values""", "(?::uuid, ?::uuid, ?::text, ?::int, ?::uuid)", """
            ) v (organisation_id, id, state, revision, assignee_id)
            where a.organisation_id = v.organisation_id and a.id = v.id""");

    private static final String DOCUMENT = """
            select a.id, a.checklist_version_id, a.service_event, a.window_from, a.window_to, a.state, a.visit_id,
              a.assignee_id, a.revision, a.out_of_scope, a.programme_id, p.code, p.kind, p.name as programme_name,
              a.unit_id, u.name as unit_name, u.type, u.store_kind, u.address, u.latitude, u.longitude,
              a.subject_staff_id, s.name as staff_name, v.service_on, r.reason, r.remarks
            from assignments a
            join programmes p on p.organisation_id = a.organisation_id and p.id = a.programme_id
            join units u on u.organisation_id = a.organisation_id and u.id = a.unit_id
            left join staff s on s.organisation_id = a.organisation_id and s.id = a.subject_staff_id
            left join visits v on v.organisation_id = a.organisation_id and v.id = a.visit_id
            left join lateral (
              select d.reason, d.remarks from reviews d
              where a.state = 'RETURNED' and d.organisation_id = a.organisation_id and d.visit_id = a.visit_id
              order by d.decided_at desc limit 1) r on true
            """;

    private AssignmentQueries() {}

    static void insert(Handle handle, UUID organisationId, @Nullable UUID createdBy, Instant now, List<Row> rows) {
        List<@Nullable Object[]> values = new ArrayList<>(rows.size());
        for (Row row : rows) {
            NewAssignment content = row.content();
            values.add(new @Nullable Object[] {
                organisationId,
                row.id(),
                content.programme(),
                row.checklistVersionId(),
                content.unit(),
                content.subjectStaff(),
                content.assignee(),
                row.visitId(),
                content.windowFrom(),
                content.windowTo(),
                content.serviceEvent() == null ? null : Json.write(content.serviceEvent()),
                now,
                createdBy
            });
        }
        INSERT.execute(handle, values);
    }

    static void insertTransitions(Handle handle, UUID organisationId, List<Transition> transitions) {
        List<@Nullable Object[]> values = new ArrayList<>(transitions.size());
        for (Transition transition : transitions) {
            VisitState from = transition.from();
            values.add(new @Nullable Object[] {
                organisationId,
                transition.id(),
                transition.assignmentId(),
                from == null ? null : from.name(),
                transition.to().name(),
                transition.at(),
                transition.deviceAt(),
                transition.actorId(),
                transition.deviceId(),
                transition.operationId(),
                transition.reason(),
                transition.assigneeId(),
                transition.revision()
            });
        }
        TRANSITION.execute(handle, values);
    }

    /**
     * Writes state, revision and assignee of the documents given. Their rows are published by the caller, so they are
     * in the scope of their people again.
     */
    static void update(Handle handle, UUID organisationId, Collection<AssignmentDocument> assignments) {
        List<@Nullable Object[]> values = new ArrayList<>(assignments.size());
        for (AssignmentDocument assignment : assignments) {
            values.add(new @Nullable Object[] {
                organisationId,
                assignment.id(),
                assignment.state().name(),
                assignment.revision(),
                assignment.assigneeId()
            });
        }
        UPDATE.execute(handle, values);
    }

    static Map<UUID, AssignmentDocument> documents(Handle handle, UUID organisationId, Collection<UUID> ids) {
        Map<UUID, AssignmentDocument> documents = new HashMap<>();
        handle.createQuery(DOCUMENT + "where a.organisation_id = :organisation and a.id = any(:ids)")
                .bind("organisation", organisationId)
                .bind("ids", ids.toArray(UUID[]::new))
                .map((row, context) -> document(row))
                .forEach(each -> documents.put(each.id(), each));
        return documents;
    }

    /** By visit id. Uses assignments_visit_key. */
    static Map<UUID, AssignmentDocument> documentsOfVisits(
            Handle handle, UUID organisationId, Collection<UUID> visitIds) {
        Map<UUID, AssignmentDocument> documents = new HashMap<>();
        handle.createQuery(DOCUMENT + "where a.organisation_id = :organisation and a.visit_id = any(:ids)")
                .bind("organisation", organisationId)
                .bind("ids", visitIds.toArray(UUID[]::new))
                .map((row, context) -> document(row))
                .forEach(each -> documents.put(each.visit(), each));
        return documents;
    }

    /**
     * The spans of revisions during which people other than the present assignee had these assignments: whoever knew a
     * revision of theirs wrote in good faith.
     */
    static List<FormerAssignee> formerAssignees(Handle handle, UUID organisationId, Collection<UUID> assignmentIds) {
        return handle.createQuery("""
                        with spans as (
                          select assignment_id, assignee_id, revision,
                            lead(assignee_id) over w as next_assignee, lead(revision) over w as next_revision
                          from assignment_transitions
                          where organisation_id = :organisation and assignment_id = any(:ids)
                          window w as (partition by assignment_id order by revision))
                        select assignment_id, assignee_id, revision as from_revision, next_revision as to_revision
                        from spans where next_assignee is not null""")
                .bind("organisation", organisationId)
                .bind("ids", assignmentIds.toArray(UUID[]::new))
                .map((row, context) -> new FormerAssignee(
                        row.getObject("assignment_id", UUID.class),
                        row.getObject("assignee_id", UUID.class),
                        row.getInt("from_revision"),
                        row.getInt("to_revision")))
                .list();
    }

    static Optional<AssignmentDocument> find(Handle handle, UUID organisationId, UUID id) {
        return Optional.ofNullable(
                documents(handle, organisationId, List.of(id)).get(id));
    }

    /** Newest first. */
    static List<AssignmentDocument> list(Handle handle, UUID organisationId, Filter filter) {
        return handle.createQuery(DOCUMENT + """
                        where a.organisation_id = :organisation
                          and (:programme::uuid is null or a.programme_id = :programme)
                          and (:state::text is null or a.state = :state)
                          and (:assignee::uuid is null or a.assignee_id = :assignee)
                          and (:after::uuid is null or a.id < :after)
                        order by a.id desc limit :limit""")
                .bind("organisation", organisationId)
                .bind("programme", filter.programme())
                .bind("state", filter.state() == null ? null : filter.state().name())
                .bind("assignee", filter.assignee())
                .bind("after", filter.after())
                .bind("limit", filter.limit())
                .map((row, context) -> document(row))
                .list();
    }

    /** In order of time. */
    static List<Transition> transitions(Handle handle, UUID organisationId, UUID assignmentId) {
        return handle.createQuery("""
                        select id, assignment_id, from_state, to_state, at, device_at, actor_id, device_id,
                          operation_id,
                          reason, assignee_id, revision
                        from assignment_transitions
                        where organisation_id = :organisation and assignment_id = :assignment
                        order by at, id""")
                .bind("organisation", organisationId)
                .bind("assignment", assignmentId)
                .map((row, context) -> transition(row))
                .list();
    }

    /**
     * Versions of the person's open assignments: one probe of assignments_open_checklists_idx for each version, for a
     * person may have thousands of assignments and asks with every pull.
     */
    static List<UUID> openChecklists(Handle handle, UUID organisationId, UUID assigneeId) {
        return handle.createQuery("""
                        with recursive open (id) as (
                          (select checklist_version_id from assignments
                            where organisation_id = :organisation and assignee_id = :assignee
                              and state in ('ASSIGNED', 'IN_PROGRESS', 'SUBMITTED', 'RETURNED')
                            order by checklist_version_id limit 1)
                          union all
                          select (select a.checklist_version_id from assignments a
                            where a.organisation_id = :organisation and a.assignee_id = :assignee
                              and a.state in ('ASSIGNED', 'IN_PROGRESS', 'SUBMITTED', 'RETURNED')
                              and a.checklist_version_id > open.id
                            order by a.checklist_version_id limit 1)
                          from open where open.id is not null)
                        select id from open where id is not null""")
                .bind("organisation", organisationId)
                .bind("assignee", assigneeId)
                .mapTo(UUID.class)
                .list();
    }

    /** Kind and checklist version of programmes. */
    static Map<UUID, UUID> checklistsOfProgrammes(Handle handle, UUID organisationId, Collection<UUID> ids) {
        Map<UUID, UUID> versions = new HashMap<>();
        handle.createQuery("""
                        select id, checklist_version_id from programmes
                        where organisation_id = :organisation and id = any(:ids)""")
                .bind("organisation", organisationId)
                .bind("ids", ids.toArray(UUID[]::new))
                .map((row, context) ->
                        Map.entry(row.getObject("id", UUID.class), row.getObject("checklist_version_id", UUID.class)))
                .forEach(each -> versions.put(each.getKey(), each.getValue()));
        return versions;
    }

    private static Transition transition(ResultSet row) throws SQLException {
        String from = row.getString("from_state");
        Timestamp deviceAt = row.getTimestamp("device_at");
        return new Transition(
                row.getObject("id", UUID.class),
                row.getObject("assignment_id", UUID.class),
                from == null ? null : VisitState.valueOf(from),
                VisitState.valueOf(row.getString("to_state")),
                row.getTimestamp("at").toInstant(),
                deviceAt == null ? null : deviceAt.toInstant(),
                row.getObject("actor_id", UUID.class),
                row.getObject("device_id", UUID.class),
                row.getObject("operation_id", UUID.class),
                row.getString("reason"),
                row.getObject("assignee_id", UUID.class),
                row.getInt("revision"));
    }

    private static AssignmentDocument document(ResultSet row) throws SQLException {
        String event = row.getString("service_event");
        UUID staff = row.getObject("subject_staff_id", UUID.class);
        return new AssignmentDocument(
                row.getObject("id", UUID.class),
                new Programme(
                        row.getObject("programme_id", UUID.class),
                        row.getString("code"),
                        ProgrammeKind.valueOf(row.getString("kind")),
                        Json.read(row.getString("programme_name"))),
                row.getObject("checklist_version_id", UUID.class),
                new Unit(
                        row.getObject("unit_id", UUID.class),
                        row.getString("unit_name"),
                        row.getString("type"),
                        row.getString("store_kind"),
                        row.getString("address"),
                        row.getBigDecimal("latitude"),
                        row.getBigDecimal("longitude")),
                staff == null ? null : new Person(staff, row.getString("staff_name")),
                event == null ? null : Json.read(event),
                row.getObject("window_from", LocalDate.class),
                row.getObject("window_to", LocalDate.class),
                VisitState.valueOf(row.getString("state")),
                row.getObject("visit_id", UUID.class),
                row.getString("reason"),
                remarks(row.getString("remarks")),
                row.getObject("service_on", LocalDate.class),
                row.getObject("assignee_id", UUID.class),
                row.getInt("revision"),
                row.getBoolean("out_of_scope"));
    }

    static List<Remark> remarks(@Nullable String json) {
        return json == null
                ? List.of()
                : Json.MAPPER.convertValue(Json.read(json), new TypeReference<List<Remark>>() {});
    }
}
