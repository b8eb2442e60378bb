package io.plumbline.ranking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.checklist.ChecklistService;
import io.plumbline.fieldwork.ProgrammeKind;
import io.plumbline.fieldwork.VisitAccepted;
import io.plumbline.fieldwork.VisitsAccepted;
import io.plumbline.organisation.NewUnit;
import io.plumbline.organisation.StoreKind;
import io.plumbline.organisation.UnitType;
import io.plumbline.organisation.Units;
import io.plumbline.platform.time.Ids;
import io.plumbline.sync.checklist.ScoreResult;
import io.plumbline.sync.checklist.ScoreResult.ItemState;
import io.plumbline.sync.merge.VisitDocument;
import io.plumbline.testing.TestOrganisation;
import io.plumbline.testing.TestOrganisations;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** Accepted visits with scores as a test wants them, told to whoever counts exactly as field work tells it. */
@ApplicationScoped
public class TestResponses {
    private static final String DOCUMENT = """
            {"schema": 1, "code": "CODE", "version": 1, "title": {"zh-CN": "测试检查表"}, "showScore": true, "sections": [
              {"id": "hall", "title": {"zh-CN": "厅内环境", "en": "Hall"}, "weight": "100", "items": [
                {"id": "queue", "type": "YES_NO", "text": {"zh-CN": "排队有序"}, "points": "100", "factor": "staff"}]}]}""";

    /** What a test needs to make responses of one kind. */
    public record Programme(TestOrganisation organisation, UUID id, UUID checklist, ProgrammeKind kind) {}

    @Inject
    Jdbi jdbi;

    @Inject
    ChecklistService checklists;

    @Inject
    Units units;

    @Inject
    Event<VisitsAccepted> accepted;

    @Inject
    ObjectMapper json;

    public Programme programme(TestOrganisation organisation, ProgrammeKind kind) {
        String code = kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        return organisation.inTransaction(() -> {
            UUID checklist = checklists.importAndPublish(read(DOCUMENT.replace("CODE", code)));
            UUID id = Ids.next();
            jdbi.useHandle(handle -> handle.execute("""
                    insert into programmes (organisation_id, id, code, name, kind, checklist_version_id, starts_on,
                      ends_on,
                      created_at)
                    values (?, ?, ?, '{"zh-CN": "神秘顾客暗访"}', ?, ?, '2026-01-01', '2026-12-31',
                      now())""", organisation.id(), id, code, kind.name(), checklist));
            return new Programme(organisation, id, checklist, kind);
        });
    }

    /** One more store under the branch. */
    public UUID store(TestOrganisation organisation, String code, StoreKind kind) {
        return organisation.inTransaction(() -> units.create(new NewUnit(
                code,
                "营业厅" + code,
                UnitType.STORE,
                kind,
                organisation.unit("branch"),
                TestOrganisations.FOUNDED,
                null,
                null,
                null)));
    }

    /** Accepts as many visits as there are scores; their ids. */
    public List<UUID> accept(Programme programme, UUID unit, UUID staff, LocalDate on, boolean late, String... scores) {
        return java.util.Arrays.stream(scores)
                .map(score -> accept(programme, unit, staff, on, late, score))
                .toList();
    }

    private UUID accept(Programme programme, UUID unit, UUID staff, LocalDate on, boolean late, String score) {
        TestOrganisation organisation = programme.organisation();
        UUID visit = Ids.next();
        ScoreResult result = result(score);
        return organisation.inTransaction(() -> {
            UUID assignment = Ids.next();
            UUID shopper = organisation.person("inspector").id();
            jdbi.useHandle(handle -> {
                handle.execute(
                        """
                        insert into assignments (organisation_id, id, programme_id, checklist_version_id, unit_id,
                          subject_staff_id, assignee_id, visit_id, window_from, window_to, state, created_at)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'ACCEPTED', now())""",
                        organisation.id(),
                        assignment,
                        programme.id(),
                        programme.checklist(),
                        unit,
                        staff,
                        shopper,
                        visit,
                        on,
                        on);
                handle.execute(
                        """
                        insert into visits (organisation_id, id, assignment_id, checklist_version_id, unit_id,
                          subject_staff_id,
                          state, started_at, service_on, submitted_at, late, document, result, score, decided_at)
                        values (?, ?, ?, ?, ?, ?, 'ACCEPTED', now(), ?, now(), ?, ?::jsonb, ?::jsonb, ?, now())""",
                        organisation.id(),
                        visit,
                        assignment,
                        programme.checklist(),
                        unit,
                        staff,
                        on,
                        late,
                        write(VisitDocument.empty(
                                visit.toString(),
                                assignment.toString(),
                                programme.checklist().toString())),
                        write(result),
                        new BigDecimal(score));
            });
            accepted.fire(event(programme, visit, unit, staff, on, late, result));
            return visit;
        });
    }

    /** Accepts an accepted visit again, with another score. */
    public void amend(Programme programme, UUID visit, UUID unit, UUID staff, LocalDate on, String score) {
        programme.organisation().inTransaction(() -> {
            accepted.fire(event(programme, visit, unit, staff, on, false, result(score)));
            return visit;
        });
    }

    /** An item of 100 points that earned as many as the score says. */
    static ScoreResult result(String score) {
        String earned = new BigDecimal(score).stripTrailingZeros().toPlainString();
        String shown = new BigDecimal(score).setScale(2).toPlainString();
        return new ScoreResult(
                shown,
                null,
                List.of(),
                List.of(new ScoreResult.SectionScore("hall", earned, "100", shown)),
                List.of(new ScoreResult.FactorScore("staff", earned, "100", shown, 1)),
                List.of(new ScoreResult.ItemScore("queue", ItemState.SCORED, earned, "100", false)));
    }

    private static VisitsAccepted event(
            Programme programme, UUID visit, UUID unit, UUID staff, LocalDate on, boolean late, ScoreResult result) {
        return new VisitsAccepted(List.of(
                new VisitAccepted(visit, unit, staff, programme.kind(), programme.checklist(), on, late, result)));
    }

    private com.fasterxml.jackson.databind.JsonNode read(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
