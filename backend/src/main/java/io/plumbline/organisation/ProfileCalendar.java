package io.plumbline.organisation;

import io.plumbline.identity.Affiliations;
import io.plumbline.platform.tenancy.CurrentOrganisation;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Jdbi;

/** Reads the organisation's profile, at most once in a minute, and the names identity asks for. */
@ApplicationScoped
class ProfileCalendar implements OrganisationCalendar, Affiliations {
    private static final Duration FRESH = Duration.ofMinutes(1);

    private record Cached(OrganisationProfile profile, Instant at) {}

    private final Map<UUID, Cached> cache = new ConcurrentHashMap<>();
    private final Jdbi jdbi;
    private final CurrentOrganisation organisation;
    private final UnitQueries units;
    private final StaffQueries staff;
    private final Clock clock;

    @Inject
    ProfileCalendar(Jdbi jdbi, CurrentOrganisation organisation, UnitQueries units, StaffQueries staff, Clock clock) {
        this.jdbi = jdbi;
        this.organisation = organisation;
        this.units = units;
        this.staff = staff;
        this.clock = clock;
    }

    @Override
    public ZoneId zone() {
        return profile().timeZone();
    }

    @Override
    public LocalDate today() {
        return dateOf(clock.instant());
    }

    @Override
    public LocalDate dateOf(Instant instant) {
        return instant.atZone(zone()).toLocalDate();
    }

    @Override
    public int closeDay() {
        return profile().monthCloseDay();
    }

    @Override
    @Transactional
    public OrganisationProfile profile() {
        UUID id = organisation.requireId();
        Cached cached = cache.get(id);
        Instant now = clock.instant();
        if (cached == null || Duration.between(cached.at(), now).abs().compareTo(FRESH) > 0) {
            cached = new Cached(read(id), now);
            cache.put(id, cached);
        }
        return cached.profile();
    }

    @Override
    public OrganisationName organisation() {
        OrganisationProfile profile = profile();
        return new OrganisationName(
                profile.id(), profile.name(), profile.timeZone().getId());
    }

    @Override
    @Transactional
    public Optional<UnitName> unit(UUID id) {
        return units.byIds(List.of(id)).stream()
                .findFirst()
                .map(unit -> new UnitName(unit.id(), unit.name(), unit.type().name()));
    }

    @Override
    @Transactional
    public Optional<StaffName> staffMember(UUID id) {
        return staff.byIds(List.of(id)).stream().findFirst().map(person -> new StaffName(person.id(), person.name()));
    }

    private OrganisationProfile read(UUID id) {
        String sql = "select name, time_zone, month_close_day from organisation_profiles where organisation_id = :id";
        return jdbi.withHandle(handle -> handle.createQuery(sql)
                .bind("id", id)
                .map((row, context) -> new OrganisationProfile(
                        id,
                        row.getString("name"),
                        ZoneId.of(row.getString("time_zone")),
                        row.getInt("month_close_day")))
                .one());
    }
}
