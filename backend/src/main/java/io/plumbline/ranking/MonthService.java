package io.plumbline.ranking;

import io.plumbline.fieldwork.MonthStates;
import io.plumbline.organisation.OrganisationCalendar;
import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Months: open until the quality office or the calendar closes them (RNK-4). A closed month is never opened again. */
@ApplicationScoped
public class MonthService implements MonthStates {
    private static final int LISTED = 13;

    private final MonthQueries queries;
    private final OrganisationCalendar calendar;
    private final Clock clock;

    @Inject
    MonthService(MonthQueries queries, OrganisationCalendar calendar, Clock clock) {
        this.queries = queries;
        this.calendar = calendar;
        this.clock = clock;
    }

    @Override
    @Transactional
    public Set<YearMonth> closed(Collection<YearMonth> months) {
        return new HashSet<>(queries.closings(months).keySet());
    }

    /** The current month and the twelve before it, newest first. */
    @Transactional
    List<MonthView> list() {
        YearMonth current = calendar.monthOf(calendar.today());
        List<YearMonth> months =
                IntStream.range(0, LISTED).mapToObj(current::minusMonths).toList();
        return views(months);
    }

    /**
     * Closes a month in the name of an account, or of the calendar when {@code by} is null. Closing it again changes
     * nothing.
     *
     * @param early permits closing a month that is not over
     */
    @Transactional
    public MonthView close(YearMonth month, boolean early, @Nullable UUID by) {
        YearMonth current = calendar.monthOf(calendar.today());
        if (month.isAfter(current) || (month.equals(current) && !early)) {
            throw Problem.of(ProblemType.STATE_CONFLICT, month + " is not over yet.")
                    .with("state", MonthState.OPEN)
                    .with("wanted", "a month that is over");
        }
        queries.close(month, clock.instant(), by);
        return views(List.of(month)).get(0);
    }

    /**
     * Closes what the calendar says is due: from the close day on the previous month, and whatever of the year before
     * counts something and was missed.
     */
    @Transactional
    List<YearMonth> closeDue() {
        LocalDate today = calendar.today();
        YearMonth previous = calendar.monthOf(today).minusMonths(1);
        YearMonth last = today.getDayOfMonth() >= calendar.closeDay() ? previous : previous.minusMonths(1);
        List<YearMonth> year =
                IntStream.range(0, LISTED).mapToObj(last::minusMonths).toList();
        SortedSet<YearMonth> due = new TreeSet<>(queries.openWithResponses(year));
        if (last.equals(previous) && closed(List.of(previous)).isEmpty()) {
            due.add(previous);
        }
        due.forEach(month -> queries.close(month, clock.instant(), null));
        return List.copyOf(due);
    }

    private List<MonthView> views(List<YearMonth> months) {
        Map<YearMonth, Instant> closings = queries.closings(months);
        Map<YearMonth, Long> late = queries.late(months);
        return months.stream()
                .map(month -> new MonthView(
                        month.toString(),
                        closings.containsKey(month) ? MonthState.CLOSED : MonthState.OPEN,
                        closings.get(month),
                        late.getOrDefault(month, 0L)))
                .toList();
    }
}
