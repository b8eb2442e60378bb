package io.plumbline.sync;

import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.tenancy.CurrentOrganisation;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Counts the rows of scopes. */
@ApplicationScoped
class RowCounts implements RowLimits {
    private final Jdbi jdbi;
    private final CurrentOrganisation organisation;

    @Inject
    RowCounts(Jdbi jdbi, CurrentOrganisation organisation) {
        this.jdbi = jdbi;
        this.organisation = organisation;
    }

    @Override
    @Transactional
    public void requireRoom(Collection<UUID> more) {
        Map<String, Long> added =
                more.stream().collect(Collectors.groupingBy(RowChange::userScope, Collectors.counting()));
        Map<String, Long> held = jdbi.withHandle(handle -> byScope(handle, organisation.requireId(), added.keySet()));
        added.forEach((scope, count) -> {
            if (held.getOrDefault(scope, 0L) + count > MOST) {
                throw Problem.tooLarge(
                        "deviceRows",
                        MOST,
                        "rows",
                        "A device holds at most " + MOST + " rows, and this person has " + held.getOrDefault(scope, 0L)
                                + ". Give the work to somebody else.");
            }
        });
    }

    /** Rows that are there, of scopes that have some. Uses sync_rows_pkey. */
    static Map<String, Long> byScope(Handle handle, UUID organisationId, Collection<String> scopes) {
        return handle
                .createQuery("""
                        select scope, count(*) as held from sync_rows
                        where organisation_id = :organisation and scope = any(:scopes) and op = 'upsert'
                        group by scope""")
                .bind("organisation", organisationId)
                .bindArray("scopes", String.class, List.copyOf(scopes))
                .map((row, context) -> Map.entry(row.getString("scope"), row.getLong("held")))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** All of them together. */
    static int total(Handle handle, UUID organisationId, Collection<String> scopes) {
        return Math.toIntExact(byScope(handle, organisationId, scopes).values().stream()
                .mapToLong(Long::longValue)
                .sum());
    }
}
