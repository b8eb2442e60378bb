package io.plumbline.ranking;

import io.plumbline.identity.CurrentAccount;
import io.plumbline.identity.Role;
import io.plumbline.organisation.OrganisationCalendar;
import io.plumbline.organisation.StaffDirectory;
import io.plumbline.organisation.UnitRef;
import io.plumbline.organisation.Units;
import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whose place an account may look at: its own unit and what is below it, its own person, or for the office any unit.
 */
@ApplicationScoped
class PlaceSubjects {
    private final CurrentAccount account;
    private final Units units;
    private final StaffDirectory staff;
    private final OrganisationCalendar calendar;
    private final MyPlaceQueries queries;

    @Inject
    PlaceSubjects(
            CurrentAccount account,
            Units units,
            StaffDirectory staff,
            OrganisationCalendar calendar,
            MyPlaceQueries queries) {
        this.account = account;
        this.units = units;
        this.staff = staff;
        this.calendar = calendar;
        this.queries = queries;
    }

    /** The unit asked for, else the account's own unit, else (an installer's first) the account's own person. */
    PlaceSubject require(@Nullable UUID unitId) {
        if (unitId != null) {
            return unit(permitted(unitId));
        }
        Optional<UUID> person = account.staffId();
        boolean personFirst = account.hasAnyRole(Role.INSTALLER) && !account.hasAnyRole(Role.STORE_MANAGER);
        if (personFirst && person.isPresent()) {
            return person(person.get());
        }
        return account.unitId()
                .map(this::unit)
                .or(() -> person.map(this::person))
                .orElseThrow(() -> Problem.invalid("unit", "missing", "Say whose place, such as ?unit=<id>."));
    }

    /** Whether a visit may be opened by this account: it counts for what the account may look at. */
    boolean mayOpen(UUID visitId) {
        if (seesAll()) {
            return true;
        }
        boolean byUnit = account.hasAnyRole(Role.STORE_MANAGER, Role.VIEWER)
                && account.unitId()
                        .map(unit -> queries.countsFor(visitId, SubjectType.UNIT, unit))
                        .orElse(false);
        return byUnit
                || account.staffId()
                        .map(person -> queries.countsFor(visitId, SubjectType.STAFF, person))
                        .orElse(false);
    }

    private UUID permitted(UUID unitId) {
        units.require(unitId);
        if (seesAll()) {
            return unitId;
        }
        boolean inside = account.hasAnyRole(Role.STORE_MANAGER, Role.VIEWER)
                && account.unitId()
                        .map(own -> units.inSubtree(unitId, own, calendar.today()))
                        .orElse(false);
        if (!inside) {
            throw Problem.of(ProblemType.FORBIDDEN, "That unit is not yours to look at.");
        }
        return unitId;
    }

    /** The office sees every unit; so does a viewer who belongs to none. */
    private boolean seesAll() {
        return account.hasAnyRole(Role.QUALITY_OFFICER, Role.REVIEWER, Role.ADMIN)
                || (account.hasAnyRole(Role.VIEWER) && account.unitId().isEmpty());
    }

    private PlaceSubject unit(UUID id) {
        UnitRef unit = units.require(id);
        boolean own = account.unitId().filter(id::equals).isPresent();
        return new PlaceSubject(SubjectType.UNIT, id, unit.name(), unit.type(), unit.storeKind(), own);
    }

    private PlaceSubject person(UUID id) {
        return new PlaceSubject(SubjectType.STAFF, id, staff.require(id).name(), null, null, true);
    }
}
