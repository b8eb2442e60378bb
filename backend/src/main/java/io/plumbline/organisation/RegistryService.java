package io.plumbline.organisation;

import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.tenancy.Organisations;
import io.plumbline.platform.time.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Keeps the list of organisations. */
@ApplicationScoped
class RegistryService implements OrganisationRegistry {
    private final Jdbi jdbi;
    private final Organisations organisations;
    private final Clock clock;

    @Inject
    RegistryService(Jdbi jdbi, Organisations organisations, Clock clock) {
        this.jdbi = jdbi;
        this.organisations = organisations;
        this.clock = clock;
    }

    @Override
    public Optional<UUID> findByCode(String code) {
        return jdbi.withHandle(handle -> handle.createQuery("select id from organisations where code = :code")
                .bind("code", code)
                .mapTo(UUID.class)
                .findOne());
    }

    @Override
    public boolean isEmpty() {
        return jdbi.withHandle(handle -> handle.createQuery("select not exists (select from organisations)")
                .mapTo(Boolean.class)
                .one());
    }

    @Override
    public UUID create(String code, String name, ZoneId timeZone, int monthCloseDay) {
        UUID id = Ids.next();
        organisations.<@Nullable Void>inTransaction(id, () -> {
            jdbi.useHandle(handle -> {
                int made = handle.createUpdate("insert into organisations (id, code, created_at) "
                                + "values (:id, :code, :now) on conflict do nothing")
                        .bind("id", id)
                        .bind("code", code)
                        .bind("now", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                        .execute();
                if (made == 0) {
                    throw Problem.invalid("/code", "taken", "There is an organisation " + code + " already.");
                }
                handle.createUpdate("insert into organisation_profiles "
                                + "(organisation_id, name, time_zone, month_close_day) "
                                + "values (:id, :name, :zone, :day)")
                        .bind("id", id)
                        .bind("name", name)
                        .bind("zone", timeZone.getId())
                        .bind("day", monthCloseDay)
                        .execute();
            });
            return null;
        });
        return id;
    }
}
