package io.plumbline.organisation;

import io.plumbline.identity.CurrentAccount;
import io.plumbline.identity.Role;
import io.plumbline.organisation.UnitWrites.NewPlacement;
import io.plumbline.organisation.UnitWrites.PlacementCorrection;
import io.plumbline.organisation.UnitWrites.PlacementEnd;
import io.plumbline.organisation.rules.DatedTree;
import io.plumbline.organisation.rules.Succession;
import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import io.plumbline.platform.time.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Keeps the tree of the current organisation. */
@ApplicationScoped
class UnitService implements Units {
    private final UnitQueries queries;
    private final UnitWrites writes;
    private final CurrentAccount account;

    @Inject
    UnitService(UnitQueries queries, UnitWrites writes, CurrentAccount account) {
        this.queries = queries;
        this.writes = writes;
        this.account = account;
    }

    @Override
    @Transactional
    public Optional<UnitRef> find(UUID id) {
        return queries.byIds(List.of(id)).stream().findFirst().map(UnitDetails::ref);
    }

    @Override
    @Transactional
    public UnitRef require(UUID id) {
        return find(id).orElseThrow(() -> Problem.notFound("unit", id));
    }

    @Override
    @Transactional
    public UnitDetails requireDetails(UUID id) {
        return queries.byIds(List.of(id)).stream().findFirst().orElseThrow(() -> Problem.notFound("unit", id));
    }

    @Override
    @Transactional
    public Map<UUID, UnitRef> byIds(Collection<UUID> ids) {
        return queries.byIds(ids).stream().collect(Collectors.toMap(UnitDetails::id, UnitDetails::ref));
    }

    @Override
    @Transactional
    public Map<UUID, UnitDetails> detailsByIds(Collection<UUID> ids) {
        return queries.byIds(ids).stream().collect(Collectors.toMap(UnitDetails::id, Function.identity()));
    }

    @Override
    @Transactional
    public Optional<UnitRef> findByCode(String code) {
        return queries.byCode(code).map(UnitDetails::ref);
    }

    @Override
    @Transactional
    public List<UnitRef> path(UUID unitId, LocalDate on) {
        List<UnitRef> line = queries.lines(List.of(unitId), on).get(unitId);
        if (line == null) {
            throw Problem.notFound("unit", unitId);
        }
        return line;
    }

    @Override
    @Transactional
    public Map<UUID, List<UnitRef>> paths(Collection<UUID> unitIds, LocalDate on) {
        return queries.lines(unitIds, on);
    }

    @Override
    @Transactional
    public Set<UUID> subtree(UUID unitId, LocalDate on) {
        return queries.subtree(unitId, on);
    }

    @Override
    @Transactional
    public boolean inSubtree(UUID unitId, UUID ancestorId, LocalDate on) {
        return queries.lines(List.of(unitId), on).getOrDefault(unitId, List.of()).stream()
                .anyMatch(unit -> unit.id().equals(ancestorId));
    }

    @Override
    @Transactional
    public List<UnitRef> listOfType(UnitType type, @Nullable StoreKind storeKind) {
        return queries.ofType(type, storeKind).stream().map(UnitDetails::ref).toList();
    }

    @Override
    @Transactional
    public Optional<Set<UUID>> confinedTo(LocalDate on) {
        if (account.hasAnyRole(Role.ADMIN, Role.QUALITY_OFFICER, Role.REVIEWER, Role.VIEWER)) {
            return Optional.empty();
        }
        return Optional.of(
                account.unitId().map(unit -> queries.subtree(unit, on)).orElseGet(Set::of));
    }

    @Transactional
    List<UnitView> tree(LocalDate on) {
        Set<UUID> visible = confinedTo(on).orElse(null);
        List<UnitView> tree = queries.tree(on);
        return visible == null
                ? tree
                : tree.stream().filter(unit -> visible.contains(unit.id())).toList();
    }

    @Transactional
    List<PlacementView> history(UUID id) {
        require(id);
        return queries.history(id);
    }

    @Override
    @Transactional
    public UUID create(NewUnit unit) {
        DatedTree tree = queries.lockedTree();
        UnitDetails details = checked(unit);
        UUID parent = unit.parent();
        LocalDate from = unit.from();
        if (parent != null && from != null) {
            requireStanding(tree, require(parent), from);
        }
        writes.insert(List.of(details));
        if (parent != null && from != null) {
            writes.place(List.of(new NewPlacement(Ids.next(), details.id(), parent, from)));
        }
        return details.id();
    }

    @Override
    @Transactional
    public void move(UUID unitId, UUID parentId, LocalDate from) {
        UnitRef unit = require(unitId);
        UnitRef parent = require(parentId);
        DatedTree tree = queries.lockedTree();
        if (tree.placements(unitId).isEmpty()) {
            throw Problem.of(ProblemType.STATE_CONFLICT, unit.name() + " is the root of the tree and stays there.");
        }
        requireStanding(tree, parent, from);
        tree.firstCircle(unitId, parentId, from).ifPresent(day -> {
            throw Problem.of(
                    ProblemType.STATE_CONFLICT,
                    "From " + day + " on " + unit.name() + " would be above " + parent.name() + " and below it.");
        });
        apply(Succession.of(tree.placements(unitId), parentId, from), unit, parentId, from);
    }

    private void apply(Succession change, UnitRef unit, UUID parentId, LocalDate from) {
        if (change instanceof Succession.Refused refused) {
            throw Problem.invalid(
                    "/from",
                    "too-early",
                    unit.name() + " was moved on " + refused.earliest() + "; a move is entered for that day or later.");
        }
        if (change instanceof Succession.Begin begin) {
            UUID ends = begin.ends();
            if (ends != null) {
                writes.end(List.of(new PlacementEnd(ends, from)));
            }
            writes.place(List.of(new NewPlacement(Ids.next(), unit.id(), parentId, from)));
        } else if (change instanceof Succession.Correct correct) {
            writes.correct(List.of(new PlacementCorrection(correct.span(), parentId)));
        }
    }

    /** A parent that does not hang in the tree itself on that day would take its units out of it. */
    private void requireStanding(DatedTree tree, UnitRef parent, LocalDate from) {
        boolean root = tree.placements(parent.id()).isEmpty();
        if (!root && tree.parentOn(parent.id(), from).isEmpty()) {
            throw Problem.invalid(
                    "/from", "too-early", parent.name() + " has no place in the tree on " + from + " itself.");
        }
    }

    private UnitDetails checked(NewUnit unit) {
        if (queries.byCode(unit.code()).isPresent()) {
            throw Problem.invalid("/code", "taken", "The code " + unit.code() + " is taken.");
        }
        if ((unit.type() == UnitType.STORE) != (unit.storeKind() != null)) {
            throw Problem.invalid(
                    "/storeKind", "mismatch", "A store has a kind, OWN or FRANCHISE; other units have none.");
        }
        if ((unit.latitude() == null) != (unit.longitude() == null)) {
            throw Problem.invalid("/latitude", "incomplete", "A place has a latitude and a longitude, or neither.");
        }
        if (unit.parent() == null && (unit.type() != UnitType.COMPANY || queries.hasRoot())) {
            throw Problem.invalid("/parent", "missing", "Only one company is the root; every other unit has a parent.");
        }
        if (unit.parent() != null && unit.from() == null) {
            throw Problem.invalid("/from", "missing", "A unit has a first day under its parent.");
        }
        return new UnitDetails(
                Ids.next(),
                unit.code(),
                unit.name(),
                unit.type(),
                unit.storeKind(),
                unit.address(),
                unit.latitude(),
                unit.longitude());
    }
}
