package io.plumbline.organisation;

import io.plumbline.organisation.UnitWrites.NewPlacement;
import io.plumbline.organisation.UnitWrites.PlacementCorrection;
import io.plumbline.organisation.UnitWrites.PlacementEnd;
import io.plumbline.organisation.rules.DatedTree;
import io.plumbline.organisation.rules.Duty;
import io.plumbline.organisation.rules.ImportRow;
import io.plumbline.organisation.rules.Span;
import io.plumbline.organisation.rules.StaffImport;
import io.plumbline.organisation.rules.UnitImport;
import io.plumbline.platform.time.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads a file, lets the rules decide, and writes what they decided with a few statements. */
@ApplicationScoped
class ImportService implements Imports {
    private final UnitQueries unitQueries;
    private final UnitWrites unitWrites;
    private final StaffQueries staffQueries;
    private final StaffWrites staffWrites;

    @Inject
    ImportService(UnitQueries unitQueries, UnitWrites unitWrites, StaffQueries staffQueries, StaffWrites staffWrites) {
        this.unitQueries = unitQueries;
        this.unitWrites = unitWrites;
        this.staffQueries = staffQueries;
        this.staffWrites = staffWrites;
    }

    @Override
    @Transactional
    public ImportReport units(byte[] file, Format format, ImportMode mode) {
        List<ImportRow> rows = read(file, format, ImportColumns.UNITS);
        DatedTree tree = unitQueries.lockedTree();
        Map<String, UnitDetails> existing =
                unitQueries.all().stream().collect(Collectors.toMap(UnitDetails::code, Function.identity()));
        UnitImport.Plan plan = UnitImport.plan(rows, existing, tree, Ids::next);
        ImportReport report = ImportReport.of(mode, plan.outcomes());
        if (report.applied()) {
            unitWrites.insert(plan.created());
            unitWrites.update(plan.updated());
            unitWrites.end(plan.ended().stream()
                    .map(end -> new PlacementEnd(end.id(), end.until()))
                    .toList());
            unitWrites.correct(plan.corrected().stream()
                    .map(correction -> new PlacementCorrection(correction.id(), correction.parentId()))
                    .toList());
            unitWrites.place(plan.begun().stream()
                    .map(begun -> new NewPlacement(begun.id(), begun.unitId(), begun.parentId(), begun.from()))
                    .toList());
        }
        return report;
    }

    @Override
    @Transactional
    public ImportReport staff(byte[] file, Format format, ImportMode mode) {
        List<ImportRow> rows = read(file, format, ImportColumns.STAFF);
        StaffImport.Plan plan = StaffImport.plan(rows, known(rows), Ids::next);
        ImportReport report = ImportReport.of(mode, plan.outcomes());
        if (report.applied()) {
            staffWrites.insert(plan.created());
            staffWrites.update(plan.updated());
            staffWrites.end(plan.ended().stream()
                    .map(end -> new StaffWrites.PostingEnd(end.id(), end.until()))
                    .toList());
            staffWrites.correct(plan.corrected());
            staffWrites.post(plan.begun());
        }
        return report;
    }

    private StaffImport.Known known(List<ImportRow> rows) {
        Map<String, StaffRef> staff = staffQueries
                .byCodes(rows.stream().map(row -> row.cell("code")).toList())
                .stream()
                .collect(Collectors.toMap(StaffRef::code, Function.identity()));
        List<UUID> ids = staff.values().stream().map(StaffRef::id).toList();
        Map<UUID, List<Span<Duty>>> postings = new HashMap<>();
        staffQueries.lockedPostings(ids).stream()
                .collect(Collectors.groupingBy(Posting::staffId))
                .forEach((id, list) -> postings.put(id, StaffService.spans(list)));
        Map<String, UUID> units =
                unitQueries.all().stream().collect(Collectors.toMap(UnitDetails::code, UnitDetails::id));
        return new StaffImport.Known(staff, postings, units);
    }

    private static List<ImportRow> read(byte[] file, Format format, ImportColumns columns) {
        return format == Format.CSV ? TableReader.csv(file, columns) : TableReader.xlsx(file, columns);
    }
}
