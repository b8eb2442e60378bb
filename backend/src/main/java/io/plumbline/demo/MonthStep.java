package io.plumbline.demo;

import io.plumbline.demo.GivingStep.Job;
import io.plumbline.demo.plan.DemoCalendar;
import io.plumbline.demo.plan.Fate;
import io.plumbline.demo.plan.Phrase;
import io.plumbline.demo.plan.PlannedVisit;
import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import io.plumbline.platform.time.PastTime;
import io.plumbline.ranking.MonthService;
import io.plumbline.ranking.RankingService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A month as it went: work given, done, sent in and reviewed; closed and published when it is over; and what arrived
 * late. Each part is found done if an earlier load did it.
 */
@ApplicationScoped
class MonthStep {
    private static final int CLOSE_DAY = 5;
    private static final Duration UNTIL_PUBLISHED = Duration.ofHours(2);
    private static final Duration UNTIL_LATE_ARRIVAL = Duration.ofDays(2);
    private static final Duration UNTIL_REVISED = Duration.ofDays(3);

    private final GivingStep giving;
    private final ReviewStep reviews;
    private final MonthService months;
    private final RankingService rankings;
    private final DemoQueries queries;

    @Inject
    MonthStep(
            GivingStep giving, ReviewStep reviews, MonthService months, RankingService rankings, DemoQueries queries) {
        this.giving = giving;
        this.reviews = reviews;
        this.months = months;
        this.rankings = rankings;
        this.queries = queries;
    }

    /** @param goOn asked between two parts; false ends the work where it is */
    void run(DemoContext context, FieldStep field, YearMonth month, List<PlannedVisit> visits, BooleanSupplier goOn) {
        List<Job> jobs = giving.give(context, visits);
        List<Job> inTime = jobs.stream().filter(job -> !isLate(job)).toList();
        List<Job> late = jobs.stream().filter(MonthStep::isLate).toList();
        for (FieldStep.Round round : field.rounds(inTime)) {
            if (!goOn.getAsBoolean()) {
                return;
            }
            field.send(round, Instant.EPOCH);
        }
        reviews.review(context, inTime, Instant.EPOCH, goOn);
        if (goOn.getAsBoolean() && context.calendar().monthsBack(month) > 0) {
            closeAndPublish(context, field, month, late, goOn);
        }
    }

    private void closeAndPublish(
            DemoContext context, FieldStep field, YearMonth month, List<Job> late, BooleanSupplier goOn) {
        DemoCalendar calendar = context.calendar();
        UUID officer = context.account("officer@demo").id();
        Instant closed = calendar.atMostNow(month.plusMonths(1).atDay(CLOSE_DAY), 9, 30);
        PastTime.at(closed, () -> months.close(month, false, officer));
        Map<String, UUID> boards = queries.boardsByCode();
        for (UUID board : boards.values()) {
            if (queries.publishedRevision(board, month).isEmpty()) {
                publish(board, month, null, earliest(closed.plus(UNTIL_PUBLISHED), context.now()));
            }
        }
        Instant arrival = earliest(closed.plus(UNTIL_LATE_ARRIVAL), context.now());
        field.rounds(late).forEach(round -> field.send(round, arrival));
        reviews.review(context, late, arrival, goOn);
        if (late.stream().anyMatch(job -> job.plan().fate() == Fate.LATE)) {
            Instant revised = earliest(closed.plus(UNTIL_REVISED), context.now());
            for (UUID board : boards.values()) {
                if (queries.publishedRevision(board, month).orElse(1) == 1) {
                    publishIfChanged(board, month, revised);
                }
            }
        }
    }

    private void publishIfChanged(UUID board, YearMonth month, Instant at) {
        try {
            publish(board, month, Phrase.REVISION_REASON.text(), at);
        } catch (Problem problem) {
            if (problem.type() != ProblemType.NOTHING_CHANGED) {
                throw problem;
            }
        }
    }

    private void publish(UUID board, YearMonth month, @Nullable String reason, Instant at) {
        PastTime.<@Nullable Void>at(at, () -> {
            rankings.publish(board, month, reason);
            return null;
        });
    }

    private static boolean isLate(Job job) {
        return job.plan().fate() == Fate.LATE || job.plan().fate() == Fate.LATE_UNREVISED;
    }

    private static Instant earliest(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
