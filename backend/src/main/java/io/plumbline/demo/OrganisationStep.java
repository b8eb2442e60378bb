package io.plumbline.demo;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.plumbline.demo.plan.DemoCalendar;
import io.plumbline.demo.plan.OrganisationPlan;
import io.plumbline.demo.plan.PlannedMove;
import io.plumbline.demo.plan.PlannedStaff;
import io.plumbline.demo.plan.PlannedUnit;
import io.plumbline.organisation.ImportMode;
import io.plumbline.organisation.ImportReport;
import io.plumbline.organisation.Imports;
import io.plumbline.organisation.Units;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Units, staff and accounts. The first two come in as the files an administrator would import (ORG-3). */
@ApplicationScoped
class OrganisationStep {
    private final Imports imports;
    private final Units units;
    private final AccountsStep accounts;
    private final DemoQueries queries;

    @Inject
    OrganisationStep(Imports imports, Units units, AccountsStep accounts, DemoQueries queries) {
        this.imports = imports;
        this.units = units;
        this.accounts = accounts;
        this.queries = queries;
    }

    void run(OrganisationPlan plan, DemoCalendar calendar) {
        Map<String, UUID> made = queries.unitsByCode();
        if (made.size() < plan.units().size()) {
            require(imports.units(unitsFile(plan.units()), Imports.Format.CSV, ImportMode.STRICT));
            made = queries.unitsByCode();
        }
        for (PlannedMove move : plan.moves()) {
            moveOnce(made, move, calendar.today());
        }
        if (queries.staffByCode().size() < plan.staff().size()) {
            require(imports.staff(staffFile(plan.staff()), Imports.Format.CSV, ImportMode.STRICT));
        }
        require(imports.staff(staffFile(plan.transfers()), Imports.Format.CSV, ImportMode.STRICT));
        accounts.make(plan.accounts(), made);
    }

    private void moveOnce(Map<String, UUID> made, PlannedMove move, LocalDate today) {
        UUID unit = id(made, move.unit());
        UUID parent = id(made, move.parent());
        if (!units.path(unit, today).get(1).id().equals(parent)) {
            units.move(unit, parent, move.from());
        }
    }

    private static UUID id(Map<String, UUID> ids, String code) {
        return Objects.requireNonNull(ids.get(code), code);
    }

    private static void require(ImportReport report) {
        if (!report.applied()) {
            throw new IllegalStateException("The demo's own file has " + report.bad() + " bad row(s): "
                    + report.outcomes().stream()
                            .filter(outcome -> !outcome.problems().isEmpty())
                            .findFirst());
        }
    }

    private static byte[] unitsFile(List<PlannedUnit> units) {
        return file(writer -> {
            writer.writeRecord(
                    "code", "name", "type", "store_kind", "parent_code", "from_on", "address", "latitude", "longitude");
            for (PlannedUnit unit : units) {
                writer.writeRecord(
                        unit.code(),
                        unit.name(),
                        unit.type().name(),
                        text(unit.storeKind()),
                        text(unit.parent()),
                        unit.parent() == null ? "" : unit.from().toString(),
                        text(unit.address()),
                        text(unit.latitude()),
                        text(unit.longitude()));
            }
        });
    }

    private static byte[] staffFile(List<PlannedStaff> staff) {
        return file(writer -> {
            writer.writeRecord("code", "name", "employment", "unit_code", "position", "position_bonus", "from_on");
            for (PlannedStaff person : staff) {
                writer.writeRecord(
                        person.code(),
                        person.name(),
                        person.employment().name(),
                        person.unit(),
                        person.position().name(),
                        person.positionBonus().toPlainString(),
                        person.from().toString());
            }
        });
    }

    private static byte[] file(java.util.function.Consumer<CsvWriter> rows) {
        StringWriter text = new StringWriter();
        try (CsvWriter writer = CsvWriter.builder().build(text)) {
            rows.accept(writer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}
