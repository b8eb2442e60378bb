package io.plumbline.organisation.rules;

import io.plumbline.organisation.StoreKind;
import io.plumbline.organisation.UnitDetails;
import io.plumbline.organisation.UnitType;
import io.plumbline.organisation.rules.RowOutcome.Kind;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a table of units does to the tree (ORG-3). A row names its parent by code, which may stand further down
 * in the same table; so the rows are first read one by one and then placed from the top of the tree downwards. A row
 * under a bad parent is bad itself.
 */
public final class UnitImport {
    private static final Map<String, UnitType> TYPES = words(
            Map.of(
                    "公司",
                    UnitType.COMPANY,
                    "部门",
                    UnitType.DEPARTMENT,
                    "分公司",
                    UnitType.BRANCH,
                    "营销中心",
                    UnitType.MARKETING_CENTRE,
                    "营业厅",
                    UnitType.STORE,
                    "班组",
                    UnitType.TEAM,
                    "装维班组",
                    UnitType.TEAM),
            UnitType.values());
    private static final Map<String, StoreKind> KINDS = words(
            Map.of("自营", StoreKind.OWN, "自营厅", StoreKind.OWN, "代办", StoreKind.FRANCHISE, "代办厅", StoreKind.FRANCHISE),
            StoreKind.values());

    /** A placement to begin. */
    public record Begun(UUID id, UUID unitId, UUID parentId, LocalDate from) {}

    /** A placement to end. */
    public record Ended(UUID id, LocalDate until) {}

    /** A placement that takes another parent. */
    public record Corrected(UUID id, UUID parentId) {}

    /** What to write, and what to tell about each row, in order of lines. */
    public record Plan(
            List<RowOutcome> outcomes,
            List<UnitDetails> created,
            List<UnitDetails> updated,
            List<Begun> begun,
            List<Ended> ended,
            List<Corrected> corrected) {}

    private static final class Candidate {
        final ImportRow row;
        final RowReader reader;
        final UnitDetails unit;
        final @Nullable UnitDetails before;
        final @Nullable String parentCode;
        final @Nullable LocalDate from;
        boolean changed;

        Candidate(
                ImportRow row,
                RowReader reader,
                UnitDetails unit,
                @Nullable UnitDetails before,
                @Nullable String parentCode,
                @Nullable LocalDate from) {
            this.row = row;
            this.reader = reader;
            this.unit = unit;
            this.before = before;
            this.parentCode = parentCode;
            this.from = from;
        }
    }

    private final Map<String, UnitDetails> existing;
    private final DatedTree tree;
    private final Supplier<UUID> ids;
    private final Map<String, Candidate> byCode = new LinkedHashMap<>();
    private final List<Candidate> candidates = new ArrayList<>();
    private final Plan plan = new Plan(
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>());
    private boolean hasRoot;

    private UnitImport(Map<String, UnitDetails> existing, DatedTree tree, Supplier<UUID> ids) {
        this.existing = existing;
        this.tree = tree;
        this.ids = ids;
        this.hasRoot = existing.values().stream()
                .anyMatch(unit -> tree.placements(unit.id()).isEmpty());
    }

    /**
     * @param existing the units there are, by code
     * @param tree their placements; it is changed as the rows are placed
     */
    public static Plan plan(
            List<ImportRow> rows, Map<String, UnitDetails> existing, DatedTree tree, Supplier<UUID> ids) {
        UnitImport run = new UnitImport(existing, tree, ids);
        rows.forEach(run::read);
        run.placeAll();
        run.conclude();
        return run.plan;
    }

    private void read(ImportRow row) {
        RowReader reader = new RowReader(row);
        String code = reader.code("code");
        String name = reader.text("name", 100);
        UnitDetails before = existing.get(code);
        UnitType type = reader.word("type", TYPES, before == null);
        StoreKind kind = reader.word("store_kind", KINDS, false);
        String address = reader.optionalText("address", 200);
        BigDecimal latitude = reader.optionalNumber("latitude", "-90", "90", 6);
        BigDecimal longitude = reader.optionalNumber("longitude", "-180", "180", 6);
        String parentCode = reader.optionalCode("parent_code");
        LocalDate from = reader.optionalDate("from_on");
        if ((latitude == null) != (longitude == null) && !reader.isBad()) {
            reader.problem(latitude == null ? "latitude" : "longitude", "is missing, its counterpart is given");
        }
        UnitType finalType = before == null ? (type == null ? UnitType.TEAM : type) : before.type();
        if (before != null && type != null && type != before.type()) {
            reader.problem("type", "does not change: " + code + " is a " + before.type());
        }
        StoreKind finalKind = kind == null && before != null ? before.storeKind() : kind;
        if (type != null || before != null) {
            checkKind(reader, finalType, finalKind);
        }
        UnitDetails unit = new UnitDetails(
                before == null ? ids.get() : before.id(),
                code,
                name,
                finalType,
                finalKind,
                address == null && before != null ? before.address() : address,
                latitude == null && before != null ? before.latitude() : latitude,
                longitude == null && before != null ? before.longitude() : longitude);
        Candidate candidate = new Candidate(row, reader, unit, before, parentCode, from);
        candidates.add(candidate);
        Candidate first = byCode.putIfAbsent(code, candidate);
        if (first != null && !code.isEmpty()) {
            reader.problem("code", "stands in line " + first.row.line() + " already");
        }
    }

    private static void checkKind(RowReader reader, UnitType type, @Nullable StoreKind kind) {
        if (type == UnitType.STORE && kind == null) {
            reader.problem("store_kind", "is missing: a store is OWN or FRANCHISE");
        } else if (type != UnitType.STORE && kind != null) {
            reader.problem("store_kind", "is for stores only");
        }
    }

    /** Parents before children; what is left over when nothing moves any more hangs in a circle. */
    private void placeAll() {
        Map<String, List<Candidate>> waiting = new HashMap<>();
        Deque<Candidate> ready = new ArrayDeque<>();
        for (Candidate candidate : candidates) {
            Candidate parent = candidate.parentCode == null ? null : byCode.get(candidate.parentCode);
            if (parent == null || parent == candidate || (candidate.before != null && parent.before != null)) {
                ready.add(candidate);
            } else {
                waiting.computeIfAbsent(candidate.parentCode, ignored -> new ArrayList<>())
                        .add(candidate);
            }
        }
        while (!ready.isEmpty()) {
            Candidate candidate = ready.remove();
            place(candidate);
            if (byCode.get(candidate.unit.code()) == candidate) {
                ready.addAll(Objects.requireNonNullElse(waiting.remove(candidate.unit.code()), List.of()));
            }
        }
        Set<Candidate> circle = new HashSet<>();
        waiting.values().forEach(circle::addAll);
        circle.forEach(candidate -> candidate.reader.problem("parent_code", "leads in a circle back to this unit"));
    }

    private void place(Candidate candidate) {
        String parentCode = candidate.parentCode;
        if (candidate.reader.isBad()) {
            return;
        }
        if (parentCode == null) {
            placeAsRoot(candidate);
            return;
        }
        UUID parent = parentId(candidate, parentCode);
        if (parent == null) {
            return;
        }
        LocalDate from = candidate.from;
        List<Span<UUID>> placements = tree.placements(candidate.unit.id());
        if (from == null) {
            boolean stays = !placements.isEmpty()
                    && placements.stream()
                            .anyMatch(
                                    span -> span.until() == null && span.value().equals(parent));
            if (!stays) {
                candidate.reader.problem("from_on", "is missing: from which day on is it under " + parentCode);
            }
            return;
        }
        hang(candidate, parent, parentCode, from);
    }

    private void placeAsRoot(Candidate candidate) {
        if (candidate.before != null) {
            return;
        }
        if (candidate.unit.type() != UnitType.COMPANY || hasRoot) {
            candidate.reader.problem("parent_code", "is missing: only one company is the root of the tree");
            return;
        }
        hasRoot = true;
    }

    private @Nullable UUID parentId(Candidate candidate, String parentCode) {
        Candidate inFile = byCode.get(parentCode);
        if (inFile != null && inFile.before == null) {
            if (inFile.reader.isBad()) {
                candidate.reader.problem("parent_code", "is a row with problems, line " + inFile.row.line());
                return null;
            }
            return inFile.unit.id();
        }
        UnitDetails unit = existing.get(parentCode);
        if (unit == null) {
            candidate.reader.problem("parent_code", "is the code of no unit");
            return null;
        }
        return unit.id();
    }

    private void hang(Candidate candidate, UUID parent, String parentCode, LocalDate from) {
        UUID unit = candidate.unit.id();
        List<Span<UUID>> placements = tree.placements(unit);
        if (candidate.before != null && placements.isEmpty()) {
            candidate.reader.problem("parent_code", "is given, but this unit is the root of the tree");
            return;
        }
        boolean parentIsRoot = tree.placements(parent).isEmpty();
        if (!parentIsRoot && tree.parentOn(parent, from).isEmpty()) {
            candidate.reader.problem("from_on", "is before " + parentCode + " has a place in the tree itself");
            return;
        }
        LocalDate circle = tree.firstCircle(unit, parent, from).orElse(null);
        if (circle != null) {
            candidate.reader.problem("parent_code", "is below this unit from " + circle + " on");
            return;
        }
        Succession change = Succession.of(placements, parent, from);
        if (change instanceof Succession.Refused refused) {
            candidate.reader.problem("from_on", "is before the last move, which was on " + refused.earliest());
            return;
        }
        UUID id = ids.get();
        if (change instanceof Succession.Begin begin) {
            UUID ends = begin.ends();
            if (ends != null) {
                plan.ended().add(new Ended(ends, from));
            }
            plan.begun().add(new Begun(id, unit, parent, from));
            candidate.changed = true;
        } else if (change instanceof Succession.Correct correct) {
            plan.corrected().add(new Corrected(correct.span(), parent));
            candidate.changed = true;
        }
        tree.apply(unit, parent, from, change, id);
    }

    private void conclude() {
        for (Candidate candidate : candidates) {
            String code = candidate.unit.code();
            long line = candidate.row.line();
            if (candidate.reader.isBad()) {
                plan.outcomes().add(RowOutcome.bad(line, code, candidate.reader.problems()));
            } else if (candidate.before == null) {
                plan.created().add(candidate.unit);
                plan.outcomes().add(RowOutcome.good(line, Kind.CREATE, code));
            } else if (differs(candidate.before, candidate.unit)) {
                plan.updated().add(candidate.unit);
                plan.outcomes().add(RowOutcome.good(line, Kind.UPDATE, code));
            } else {
                plan.outcomes().add(RowOutcome.good(line, candidate.changed ? Kind.UPDATE : Kind.UNCHANGED, code));
            }
        }
    }

    private static boolean differs(UnitDetails before, UnitDetails after) {
        return !before.name().equals(after.name())
                || before.storeKind() != after.storeKind()
                || !Objects.equals(before.address(), after.address())
                || !same(before.latitude(), after.latitude())
                || !same(before.longitude(), after.longitude());
    }

    private static boolean same(@Nullable BigDecimal a, @Nullable BigDecimal b) {
        if (a == null || b == null) {
            return a == null && b == null;
        }
        return a.compareTo(b) == 0;
    }

    static <T extends Enum<T>> Map<String, T> words(Map<String, T> inChinese, T[] values) {
        Map<String, T> words = new LinkedHashMap<>();
        for (T value : values) {
            words.put(value.name(), value);
        }
        words.putAll(inChinese);
        return words;
    }
}
