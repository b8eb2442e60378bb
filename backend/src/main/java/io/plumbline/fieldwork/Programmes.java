package io.plumbline.fieldwork;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.checklist.ChecklistVersions;
import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.tenancy.CurrentOrganisation;
import io.plumbline.platform.time.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Rounds of work (FLD-1). */
@ApplicationScoped
public class Programmes {
    private static final int MAX_CODE = 60;

    private final Jdbi jdbi;
    private final CurrentOrganisation organisation;
    private final ChecklistVersions checklists;
    private final Clock clock;

    @Inject
    Programmes(Jdbi jdbi, CurrentOrganisation organisation, ChecklistVersions checklists, Clock clock) {
        this.jdbi = jdbi;
        this.organisation = organisation;
        this.checklists = checklists;
        this.clock = clock;
    }

    /** Refuses a taken code and a checklist version that is not published. */
    @Transactional
    public ProgrammeView create(NewProgramme programme) {
        ProgrammeView view = checked(programme);
        checklists.requirePublished(view.checklistVersion());
        int written = jdbi.withHandle(handle -> handle.createUpdate("""
                        insert into programmes (organisation_id, id, code, name, kind, checklist_version_id, starts_on,
                          ends_on, show_previous, created_at)
                        values (:organisation, :id, :code, :name::jsonb, :kind, :checklist, :starts, :ends, :previous,
                          :now)
                        on conflict (organisation_id, code) do nothing""")
                .bind("organisation", organisation.requireId())
                .bind("id", view.id())
                .bind("code", view.code())
                .bind("name", Json.write(view.name()))
                .bind("kind", view.kind().name())
                .bind("checklist", view.checklistVersion())
                .bind("starts", view.startsOn())
                .bind("ends", view.endsOn())
                .bind("previous", view.showPrevious())
                .bind("now", clock.instant())
                .execute());
        if (written == 0) {
            throw Problem.invalid("/code", "taken", "There is a programme with the code " + view.code() + ".");
        }
        return view;
    }

    /** By code; the cursor is the last code. */
    @Transactional
    public Page<ProgrammeView> list(@Nullable Integer limit, @Nullable String cursor) {
        int size = Page.limit(limit);
        List<ProgrammeView> read = jdbi.withHandle(handle -> handle.createQuery("""
                        select id, code, name, kind, checklist_version_id, starts_on, ends_on, show_previous
                        from programmes
                        where organisation_id = :organisation and code > :after
                        order by code limit :limit""")
                .bind("organisation", organisation.requireId())
                .bind("after", cursor == null ? "" : cursor)
                .bind("limit", size + 1)
                .map((row, context) -> view(row))
                .list());
        return Page.of(read, size, ProgrammeView::code);
    }

    private static ProgrammeView view(ResultSet row) throws SQLException {
        return new ProgrammeView(
                row.getObject("id", UUID.class),
                row.getString("code"),
                Json.read(row.getString("name")),
                ProgrammeKind.valueOf(row.getString("kind")),
                row.getObject("checklist_version_id", UUID.class),
                row.getObject("starts_on", LocalDate.class),
                row.getObject("ends_on", LocalDate.class),
                row.getBoolean("show_previous"));
    }

    private static ProgrammeView checked(NewProgramme programme) {
        String code = programme.code();
        if (code == null || code.isBlank() || code.length() > MAX_CODE) {
            throw Problem.invalid("/code", "out-of-range", "A programme has a code of at most 60 characters.");
        }
        JsonNode name = programme.name();
        if (name == null || !name.path("zh-CN").isTextual()) {
            throw Problem.invalid("/name", "missing", "A programme has a name with at least zh-CN.");
        }
        LocalDate starts = programme.startsOn();
        LocalDate ends = programme.endsOn();
        if (starts == null || ends == null || ends.isBefore(starts)) {
            throw Problem.invalid("/endsOn", "out-of-range", "A programme ends on or after the day it starts.");
        }
        return new ProgrammeView(
                Ids.next(),
                code,
                name,
                Required.of(programme.kind(), "/kind"),
                Required.of(programme.checklistVersion(), "/checklistVersion"),
                starts,
                ends,
                Boolean.TRUE.equals(programme.showPrevious()));
    }
}
