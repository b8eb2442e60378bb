package io.plumbline.organisation;

import io.plumbline.identity.CurrentAccount;
import io.plumbline.identity.Role;
import io.plumbline.organisation.StaffWrites.PostingEnd;
import io.plumbline.organisation.rules.Duty;
import io.plumbline.organisation.rules.Span;
import io.plumbline.organisation.rules.Succession;
import io.plumbline.platform.problem.Problem;
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

/** Keeps staff and their postings. */
@ApplicationScoped
class StaffService implements StaffDirectory {
    private final StaffQueries queries;
    private final StaffWrites writes;
    private final Units units;
    private final CurrentAccount account;
    private final OrganisationCalendar calendar;

    @Inject
    StaffService(
            StaffQueries queries,
            StaffWrites writes,
            Units units,
            CurrentAccount account,
            OrganisationCalendar calendar) {
        this.queries = queries;
        this.writes = writes;
        this.units = units;
        this.account = account;
        this.calendar = calendar;
    }

    @Override
    @Transactional
    public Optional<StaffRef> find(UUID id) {
        return queries.byIds(List.of(id)).stream().findFirst();
    }

    @Override
    @Transactional
    public StaffRef require(UUID id) {
        return find(id).orElseThrow(() -> Problem.notFound("staff member", id));
    }

    @Override
    @Transactional
    public Map<UUID, StaffRef> byIds(Collection<UUID> ids) {
        return queries.byIds(ids).stream().collect(Collectors.toMap(StaffRef::id, Function.identity()));
    }

    @Override
    @Transactional
    public Map<UUID, String> names(Collection<UUID> ids) {
        return queries.byIds(ids).stream().collect(Collectors.toMap(StaffRef::id, StaffRef::name));
    }

    @Override
    @Transactional
    public Optional<Posting> postingOn(UUID staffId, LocalDate on) {
        return queries.postingsOn(List.of(staffId), on).stream().findFirst();
    }

    @Override
    @Transactional
    public Map<UUID, Posting> postingsOn(Collection<UUID> staffIds, LocalDate on) {
        return queries.postingsOn(staffIds, on).stream()
                .collect(Collectors.toMap(Posting::staffId, Function.identity()));
    }

    @Override
    @Transactional
    public List<StaffRef> postedTo(Collection<UUID> unitIds, LocalDate on) {
        return queries.postedTo(unitIds, on);
    }

    /** Staff posted today in the unit or below it, among those the current account may see. */
    @Transactional
    List<StaffView> page(@Nullable UUID unit, @Nullable String text, @Nullable String after, int limit) {
        LocalDate today = calendar.today();
        Set<UUID> visible = units.confinedTo(today).orElse(null);
        Set<UUID> wanted = visible;
        if (unit != null) {
            if (visible != null && !visible.contains(unit)) {
                throw Problem.notFound("unit", unit);
            }
            units.require(unit);
            wanted = units.subtree(unit, today);
        }
        boolean withBonus = account.hasAnyRole(Role.ADMIN, Role.QUALITY_OFFICER);
        return queries.page(new StaffQueries.Filter(today, wanted, text, withBonus), after, limit);
    }

    @Transactional
    UUID create(String code, String name, Employment employment) {
        if (!queries.byCodes(List.of(code)).isEmpty()) {
            throw Problem.invalid("/code", "taken", "The staff code " + code + " is taken.");
        }
        StaffRef person = new StaffRef(Ids.next(), code, name, employment);
        writes.insert(List.of(person));
        return person.id();
    }

    @Transactional
    void post(UUID staffId, Duty duty, LocalDate from) {
        StaffRef person = require(staffId);
        units.require(duty.unitId());
        List<Posting> postings = queries.lockedPostings(List.of(staffId));
        Succession change = Succession.of(spans(postings), duty, from);
        if (change instanceof Succession.Refused refused) {
            throw Problem.invalid("/from", "overlap", person.name() + " " + overlap(postings, refused));
        }
        Posting posting =
                new Posting(Ids.next(), staffId, duty.unitId(), duty.position(), duty.positionBonus(), from, null);
        if (change instanceof Succession.Begin begin) {
            UUID ends = begin.ends();
            if (ends != null) {
                writes.end(List.of(new PostingEnd(ends, from)));
            }
            writes.post(List.of(posting));
        } else if (change instanceof Succession.Correct correct) {
            writes.correct(List.of(posting.withId(correct.span())));
        }
    }

    static List<Span<Duty>> spans(List<Posting> postings) {
        return postings.stream()
                .map(posting -> new Span<>(
                        posting.id(),
                        new Duty(posting.unitId(), posting.position(), posting.positionBonus()),
                        posting.fromOn(),
                        posting.untilOn()))
                .toList();
    }

    /** Which posting is in the way and what would be accepted. */
    private static String overlap(List<Posting> postings, Succession.Refused refused) {
        Posting taken = postings.stream()
                .filter(posting -> posting.id().equals(refused.taken()))
                .findFirst()
                .orElseThrow();
        return "has the posting " + taken.position() + " from " + taken.fromOn()
                + (taken.untilOn() == null ? "" : " until " + taken.untilOn())
                + "; the next one begins on " + refused.earliest() + " or later.";
    }
}
