package io.plumbline.organisation.rules;

import io.plumbline.organisation.Employment;
import io.plumbline.organisation.Position;
import io.plumbline.organisation.Posting;
import io.plumbline.organisation.StaffRef;
import io.plumbline.organisation.rules.RowOutcome.Kind;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a table of staff does (ORG-2, ORG-3). A row that says what is so already changes nothing; one that names
 * another unit, position or bonus begins a posting on its date and ends the open one.
 */
public final class StaffImport {
    private static final Map<String, Employment> EMPLOYMENTS = UnitImport.words(
            Map.of("员工", Employment.EMPLOYEE, "正式", Employment.EMPLOYEE, "外包", Employment.OUTSOURCED),
            Employment.values());
    private static final Map<String, Position> POSITIONS = UnitImport.words(
            Map.of(
                    "组员",
                    Position.MEMBER,
                    "员工",
                    Position.MEMBER,
                    "班长",
                    Position.TEAM_LEADER,
                    "店长",
                    Position.STORE_MANAGER,
                    "主管",
                    Position.SUPERVISOR,
                    "分管副总",
                    Position.DEPUTY_GM,
                    "总经理",
                    Position.GM,
                    "客户经理",
                    Position.ACCOUNT_MANAGER),
            Position.values());

    /** A posting to end. */
    public record Ended(UUID id, LocalDate until) {}

    /** What to write, and what to tell about each row, in order of lines. */
    public record Plan(
            List<RowOutcome> outcomes,
            List<StaffRef> created,
            List<StaffRef> updated,
            List<Posting> begun,
            List<Ended> ended,
            List<Posting> corrected) {}

    /**
     * What there is before the import.
     *
     * @param staff by code
     * @param postings by staff member
     * @param units ids by code
     */
    public record Known(Map<String, StaffRef> staff, Map<UUID, List<Span<Duty>>> postings, Map<String, UUID> units) {}

    private final Known known;
    private final Supplier<UUID> ids;
    private final Map<String, Long> lines = new HashMap<>();
    private final Plan plan = new Plan(
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>());

    private StaffImport(Known known, Supplier<UUID> ids) {
        this.known = known;
        this.ids = ids;
    }

    public static Plan plan(List<ImportRow> rows, Known known, Supplier<UUID> ids) {
        StaffImport run = new StaffImport(known, ids);
        rows.forEach(run::row);
        return run.plan;
    }

    private void row(ImportRow row) {
        RowReader reader = new RowReader(row);
        String code = reader.code("code");
        String name = reader.text("name", 100);
        StaffRef before = known.staff().get(code);
        Employment employment = reader.word("employment", EMPLOYMENTS, before == null);
        LocalDate from = reader.optionalDate("from_on");
        Long earlier = lines.putIfAbsent(code, row.line());
        if (earlier != null && !code.isEmpty()) {
            reader.problem("code", "stands in line " + earlier + " already");
        }
        Duty duty = duty(row, reader);
        UUID id = before == null ? ids.get() : before.id();
        Posting posting = duty == null || reader.isBad() ? null : posting(reader, id, duty, from);
        if (reader.isBad() || (employment == null && before == null)) {
            plan.outcomes().add(RowOutcome.bad(row.line(), code, reader.problems()));
            return;
        }
        Employment kept = employment == null && before != null ? before.employment() : employment;
        conclude(row, new StaffRef(id, code, name, kept == null ? Employment.EMPLOYEE : kept), before, posting);
    }

    private @Nullable Duty duty(ImportRow row, RowReader reader) {
        String unitCode = reader.optionalCode("unit_code");
        Position position = reader.word("position", POSITIONS, false);
        BigDecimal bonus = reader.optionalNumber("position_bonus", "0", "9999999999", 2);
        if (unitCode == null) {
            if (position != null || bonus != null) {
                reader.problem("unit_code", "is missing: a position is held in a unit");
            }
            return null;
        }
        UUID unit = known.units().get(unitCode);
        if (unit == null) {
            if (!row.cell("unit_code").isEmpty()) {
                reader.problem("unit_code", "is the code of no unit");
            }
            return null;
        }
        return new Duty(unit, position == null ? Position.MEMBER : position, bonus == null ? BigDecimal.ZERO : bonus);
    }

    /** The posting to begin or correct; null when nothing changes or the row is bad. */
    private @Nullable Posting posting(RowReader reader, UUID staffId, Duty duty, @Nullable LocalDate from) {
        List<Span<Duty>> postings = known.postings().getOrDefault(staffId, List.of());
        if (from == null) {
            boolean stays = postings.stream()
                    .anyMatch(span -> span.until() == null && span.value().equals(duty));
            if (!stays) {
                reader.problem("from_on", "is missing: from which day on is this so");
            }
            return null;
        }
        Succession change = Succession.of(postings, duty, from);
        if (change instanceof Succession.Refused refused) {
            reader.problem("from_on", "overlaps a posting; " + refused.earliest() + " or later is free");
            return null;
        }
        if (change instanceof Succession.Begin begin) {
            UUID ends = begin.ends();
            if (ends != null) {
                plan.ended().add(new Ended(ends, from));
            }
            return new Posting(ids.get(), staffId, duty.unitId(), duty.position(), duty.positionBonus(), from, null);
        }
        return change instanceof Succession.Correct correct
                ? new Posting(correct.span(), staffId, duty.unitId(), duty.position(), duty.positionBonus(), from, null)
                : null;
    }

    private void conclude(ImportRow row, StaffRef after, @Nullable StaffRef before, @Nullable Posting posting) {
        if (posting != null) {
            boolean correction = known.postings().getOrDefault(after.id(), List.of()).stream()
                    .anyMatch(span -> span.id().equals(posting.id()));
            (correction ? plan.corrected() : plan.begun()).add(posting);
        }
        Kind kind = Kind.UNCHANGED;
        if (before == null) {
            plan.created().add(after);
            kind = Kind.CREATE;
        } else if (!before.equals(after)) {
            plan.updated().add(after);
            kind = Kind.UPDATE;
        } else if (posting != null) {
            kind = Kind.UPDATE;
        }
        plan.outcomes().add(RowOutcome.good(row.line(), kind, after.code()));
    }
}
