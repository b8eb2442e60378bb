package io.plumbline.identity;

import io.plumbline.platform.tenancy.CurrentOrganisation;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Accounts in sets, and the one lookup that comes before the organisation is known. */
@ApplicationScoped
class AccountQueries {
    private static final String REF = "id, sign_in_name, display_name, roles, unit_id, staff_id";

    /** Which account a sign-in name stands for. */
    record Located(UUID organisationId, UUID accountId) {}

    /** An account that is ready to be stored. */
    record Row(UUID id, String name, String displayName, String hash, Set<Role> roles, NewAccount source) {}

    private final Jdbi jdbi;
    private final CurrentOrganisation organisation;

    @Inject
    AccountQueries(Jdbi jdbi, CurrentOrganisation organisation) {
        this.jdbi = jdbi;
        this.organisation = organisation;
    }

    Optional<Located> locate(String signInName) {
        String sql = "select organisation_id, account_id from sign_in_names where sign_in_name = :name";
        return jdbi.withHandle(handle -> handle.createQuery(sql)
                .bind("name", signInName)
                .map((row, context) -> new Located(row.getObject(1, UUID.class), row.getObject(2, UUID.class)))
                .findOne());
    }

    /** Takes the names; the answer is those that were free. */
    List<String> claimNames(List<Row> rows) {
        String sql = "insert into sign_in_names (sign_in_name, organisation_id, account_id) "
                + "values (:name, :organisation, :id) on conflict do nothing";
        return jdbi.withHandle(handle -> {
            PreparedBatch batch = handle.prepareBatch(sql);
            rows.forEach(row -> batch.bind("name", row.name())
                    .bind("organisation", organisation.requireId())
                    .bind("id", row.id())
                    .add());
            batch.execute();
            List<UUID> ids = rows.stream().map(Row::id).toList();
            return handle.createQuery("select sign_in_name from sign_in_names where account_id = any(:ids) "
                            + "and sign_in_name = any(:names)")
                    .bindArray("ids", UUID.class, ids)
                    .bindArray(
                            "names", String.class, rows.stream().map(Row::name).toList())
                    .mapTo(String.class)
                    .list();
        });
    }

    void insert(List<Row> rows, Instant now) {
        String sql = """
                insert into accounts
                  (organisation_id, id, sign_in_name, display_name, password_hash, roles, unit_id, staff_id, locale,
                    created_at)
                values
                  (:organisation, :id, :name, :displayName, :hash, :roles, :unit, :staff, :locale, :now)
                """;
        jdbi.useHandle(handle -> {
            PreparedBatch batch = handle.prepareBatch(sql);
            for (Row row : rows) {
                String locale = row.source().locale();
                batch.bind("organisation", organisation.requireId())
                        .bind("id", row.id())
                        .bind("name", row.name())
                        .bind("displayName", row.displayName())
                        .bind("hash", row.hash())
                        .bindArray(
                                "roles",
                                String.class,
                                row.roles().stream().map(Role::name).toList())
                        .bind("unit", row.source().unitId())
                        .bind("staff", row.source().staffId())
                        .bind("locale", locale == null ? "zh-CN" : locale)
                        .bind("now", OffsetDateTime.ofInstant(now, ZoneOffset.UTC))
                        .add();
            }
            batch.execute();
        });
    }

    List<AccountRef> byIds(Collection<UUID> ids) {
        String sql = "select " + REF + " from accounts where organisation_id = :organisation and id = any(:ids)";
        return jdbi.withHandle(handle -> query(handle, sql)
                .bindArray("ids", UUID.class, Set.copyOf(ids))
                .map((row, context) -> ref(row))
                .list());
    }

    List<AccountRef> assignable() {
        String sql = "select " + REF + """
                 from accounts
                where organisation_id = :organisation and disabled_at is null
                  and roles && array['INSPECTOR', 'INSTALLER']
                order by display_name, id
                limit 10000
                """;
        return jdbi.withHandle(
                handle -> query(handle, sql).map((row, context) -> ref(row)).list());
    }

    List<AccountRef> lookingAt(Collection<UUID> unitIds, Collection<UUID> staffIds) {
        String sql = "select " + REF + """
                 from accounts
                where organisation_id = :organisation and disabled_at is null
                  and (unit_id = any(:units) or staff_id = any(:staff))
                order by display_name, id
                """;
        return jdbi.withHandle(handle -> query(handle, sql)
                .bindArray("units", UUID.class, Set.copyOf(unitIds))
                .bindArray("staff", UUID.class, Set.copyOf(staffIds))
                .map((row, context) -> ref(row))
                .list());
    }

    /** One page in order of sign-in name, after the given one. */
    List<AccountView> page(@Nullable String after, int limit) {
        String sql = """
                select id, sign_in_name, display_name, roles, unit_id, staff_id, locale,
                  disabled_at is not null as disabled
                from accounts
                where organisation_id = :organisation and sign_in_name > :after
                order by sign_in_name
                limit :limit
                """; // accounts_sign_in_name_key
        return jdbi.withHandle(handle -> query(handle, sql)
                .bind("after", after == null ? "" : after)
                .bind("limit", limit)
                .map((row, context) -> AccountView.of(ref(row), row.getString("locale"), row.getBoolean("disabled")))
                .list());
    }

    private Query query(Handle handle, String sql) {
        return handle.createQuery(sql).bind("organisation", organisation.requireId());
    }

    private static AccountRef ref(ResultSet row) throws SQLException {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        Arrays.stream((String[]) row.getArray("roles").getArray())
                .map(Role::valueOf)
                .forEach(roles::add);
        return new AccountRef(
                row.getObject("id", UUID.class),
                row.getString("sign_in_name"),
                row.getString("display_name"),
                roles,
                row.getObject("unit_id", UUID.class),
                row.getObject("staff_id", UUID.class));
    }
}
