package io.plumbline.organisation;

import io.plumbline.organisation.rules.DatedTree;
import io.plumbline.organisation.rules.Span;
import io.plumbline.platform.tenancy.CurrentOrganisation;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Questions about the tree; each is one statement. */
@ApplicationScoped
class UnitQueries {
    private static final String DETAILS =
            "u.id, u.code, u.name, u.type, u.store_kind, u.address, u.latitude, u.longitude";
    private static final String HOLDS = "p.from_on <= :on and (p.until_on is null or p.until_on > :on)";

    private final Jdbi jdbi;
    private final CurrentOrganisation organisation;

    @Inject
    UnitQueries(Jdbi jdbi, CurrentOrganisation organisation) {
        this.jdbi = jdbi;
        this.organisation = organisation;
    }

    List<UnitDetails> byIds(Collection<UUID> ids) {
        String sql = "select " + DETAILS + " from units u where u.organisation_id = :organisation and u.id = any(:ids)";
        return jdbi.withHandle(handle -> query(handle, sql)
                .bindArray("ids", UUID.class, Set.copyOf(ids))
                .map((row, context) -> details(row))
                .list());
    }

    Optional<UnitDetails> byCode(String code) {
        String sql = "select " + DETAILS + " from units u where u.organisation_id = :organisation and u.code = :code";
        return jdbi.withHandle(handle -> query(handle, sql)
                .bind("code", code)
                .map((row, context) -> details(row))
                .findOne());
    }

    List<UnitDetails> all() {
        String sql = "select " + DETAILS + " from units u where u.organisation_id = :organisation order by u.code";
        return jdbi.withHandle(
                handle -> query(handle, sql).map((row, context) -> details(row)).list());
    }

    List<UnitDetails> ofType(UnitType type, @Nullable StoreKind kind) {
        String sql = "select " + DETAILS + """
                 from units u
                where u.organisation_id = :organisation and u.type = :type
                  and (cast(:kind as text) is null or u.store_kind = :kind)
                order by u.code
                """;
        return jdbi.withHandle(handle -> query(handle, sql)
                .bind("type", type.name())
                .bind("kind", kind == null ? null : kind.name())
                .map((row, context) -> details(row))
                .list());
    }

    /** Each unit first, then its ancestors, nearest first. */
    Map<UUID, List<UnitRef>> lines(Collection<UUID> ids, LocalDate on) {
        // unit_placements_from_key
        String sql = """
                with recursive line (unit_id, above_id, depth) as (
                  select u.id, u.id, 0 from units u where u.organisation_id = :organisation and u.id = any(:ids)
                  union all
                  select l.unit_id, p.parent_id, l.depth + 1
                  from line l
                  join unit_placements p on p.organisation_id = :organisation and p.unit_id = l.above_id and %s
                  where l.depth < 64
                )
                select l.unit_id as below_id, %s
                from line l join units u on u.organisation_id = :organisation and u.id = l.above_id
                order by l.unit_id, l.depth
                """.formatted(HOLDS, DETAILS);
        return jdbi.withHandle(handle -> {
            Map<UUID, List<UnitRef>> lines = new HashMap<>();
            query(handle, sql)
                    .bindArray("ids", UUID.class, Set.copyOf(ids))
                    .bind("on", on)
                    .map((row, context) -> Map.entry(
                            row.getObject("below_id", UUID.class), details(row).ref()))
                    .forEach(entry -> lines.computeIfAbsent(entry.getKey(), ignored -> new ArrayList<>())
                            .add(entry.getValue()));
            return lines;
        });
    }

    Set<UUID> subtree(UUID id, LocalDate on) {
        // unit_placements_parent_idx
        String sql = """
                with recursive below (id) as (
                  select u.id from units u where u.organisation_id = :organisation and u.id = :id
                  union
                  select p.unit_id
                  from below b
                  join unit_placements p on p.organisation_id = :organisation and p.parent_id = b.id and %s
                )
                select id from below
                """.formatted(HOLDS);
        return jdbi.withHandle(handle -> new HashSet<>(query(handle, sql)
                .bind("id", id)
                .bind("on", on)
                .mapTo(UUID.class)
                .list()));
    }

    /** The tree on a day: the units placed that day and the roots, which are never placed. */
    List<UnitView> tree(LocalDate on) {
        String sql = """
                select %s, p.parent_id
                from units u
                left join unit_placements p on p.organisation_id = :organisation and p.unit_id = u.id and %s
                where u.organisation_id = :organisation
                  and (p.parent_id is not null or not exists (
                    select from unit_placements a where a.organisation_id = :organisation and a.unit_id = u.id))
                order by u.code
                """.formatted(DETAILS, HOLDS);
        return jdbi.withHandle(handle -> query(handle, sql)
                .bind("on", on)
                .map((row, context) -> UnitView.of(details(row), row.getObject("parent_id", UUID.class)))
                .list());
    }

    List<PlacementView> history(UUID id) {
        String sql = """
                select p.parent_id, u.name, p.from_on, p.until_on
                from unit_placements p
                join units u on u.organisation_id = :organisation and u.id = p.parent_id
                where p.organisation_id = :organisation and p.unit_id = :id
                order by p.from_on
                """;
        return jdbi.withHandle(handle -> query(handle, sql)
                .bind("id", id)
                .map((row, context) -> new PlacementView(
                        new PlacementView.Parent(row.getObject("parent_id", UUID.class), row.getString("name")),
                        row.getObject("from_on", LocalDate.class),
                        row.getObject("until_on", LocalDate.class)))
                .list());
    }

    boolean hasRoot() {
        String sql = """
                select exists (
                  select from units u
                  where u.organisation_id = :organisation and not exists (
                    select from unit_placements p where p.organisation_id = :organisation and p.unit_id = u.id))
                """;
        return jdbi.withHandle(handle -> query(handle, sql).mapTo(Boolean.class).one());
    }

    /**
     * The whole tree with its history, for a change of it. One change at a time: two that are harmless each could close
     * a circle together, so the organisation's profile stays locked until the transaction ends.
     */
    DatedTree lockedTree() {
        String lock = "select 1 from organisation_profiles where organisation_id = :organisation for update";
        String sql = "select id, unit_id, parent_id, from_on, until_on from unit_placements "
                + "where organisation_id = :organisation";
        return jdbi.withHandle(handle -> {
            query(handle, lock).mapTo(Integer.class).one();
            DatedTree tree = new DatedTree();
            query(handle, sql)
                    .map((row, context) -> {
                        tree.add(row.getObject("unit_id", UUID.class), placement(row));
                        return true;
                    })
                    .list();
            return tree;
        });
    }

    private static Span<UUID> placement(ResultSet row) throws SQLException {
        return new Span<>(
                row.getObject("id", UUID.class),
                row.getObject("parent_id", UUID.class),
                row.getObject("from_on", LocalDate.class),
                row.getObject("until_on", LocalDate.class));
    }

    private static UnitDetails details(ResultSet row) throws SQLException {
        String kind = row.getString("store_kind");
        return new UnitDetails(
                row.getObject("id", UUID.class),
                row.getString("code"),
                row.getString("name"),
                UnitType.valueOf(row.getString("type")),
                kind == null ? null : StoreKind.valueOf(kind),
                row.getString("address"),
                row.getBigDecimal("latitude"),
                row.getBigDecimal("longitude"));
    }

    private Query query(Handle handle, String sql) {
        return handle.createQuery(sql).bind("organisation", organisation.requireId());
    }
}
