package io.plumbline.demo;

import io.plumbline.demo.GivingStep.Job;
import io.plumbline.demo.plan.Fate;
import io.plumbline.demo.plan.Phrase;
import io.plumbline.fieldwork.Reviews;
import io.plumbline.identity.AccountRef;
import io.plumbline.platform.time.PastTime;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The reviewer's days: what was sent in before is accepted, or returned if that is its fate. */
@ApplicationScoped
class ReviewStep {
    private static final String REVIEWER = "reviewer@demo";
    private static final int HOUR = 10;
    private static final int DAYS_OF_DAILY_REVIEW = 7;
    /** Of the month after, before it is closed. */
    private static final int LAST_DAY_OF_REVIEW = 3;

    private static final String REMARKED_ITEM = "rcp-03";

    private final Reviews reviews;
    private final DemoQueries queries;
    private final ActingAs actingAs;

    @Inject
    ReviewStep(Reviews reviews, DemoQueries queries, ActingAs actingAs) {
        this.reviews = reviews;
        this.queries = queries;
        this.actingAs = actingAs;
    }

    /** Long ago the reviewer worked once a week, lately every day: it is the number of sittings that takes the time. */
    void review(DemoContext context, List<Job> jobs, Instant notBefore, BooleanSupplier goOn) {
        Set<UUID> waiting = queries.submitted();
        SortedMap<LocalDate, List<Job>> byDay = new TreeMap<>();
        for (Job job : jobs) {
            if (waiting.contains(job.given().visit()) && isReviewed(job.plan().fate())) {
                byDay.computeIfAbsent(sitting(context, job), same -> new ArrayList<>())
                        .add(job);
            }
        }
        AccountRef reviewer = context.account(REVIEWER);
        for (Map.Entry<LocalDate, List<Job>> day : byDay.entrySet()) {
            if (!goOn.getAsBoolean()) {
                return;
            }
            Instant at = context.calendar().atMostNow(day.getKey(), HOUR, 0);
            PastTime.<@Nullable Void>at(
                    at.isBefore(notBefore) ? notBefore : at,
                    () -> actingAs.call(context.organisation(), reviewer, () -> {
                        QuarkusTransaction.requiringNew().run(() -> decide(day.getValue(), reviewer.id()));
                        return null;
                    }));
        }
    }

    private void decide(List<Job> jobs, UUID reviewer) {
        List<UUID> good = new ArrayList<>();
        for (Job job : jobs) {
            UUID visit = job.given().visit();
            if (job.plan().fate() == Fate.RETURNED) {
                Map<String, String> remarks = Map.of(REMARKED_ITEM, Phrase.RETURN_REMARK.text());
                reviews.giveBack(visit, reviewer, Phrase.RETURN_REASON.text(), remarks);
            } else {
                good.add(visit);
            }
        }
        if (!good.isEmpty()) {
            reviews.acceptAll(good, reviewer);
        }
    }

    private static LocalDate sitting(DemoContext context, Job job) {
        LocalDate next = job.plan().endedAt().toLocalDate().plusDays(1);
        boolean recent = next.isAfter(context.calendar().today().minusDays(DAYS_OF_DAILY_REVIEW));
        LocalDate friday = next.with(TemporalAdjusters.nextOrSame(DayOfWeek.FRIDAY));
        LocalDate beforeClosing = job.plan().month().plusMonths(1).atDay(LAST_DAY_OF_REVIEW);
        return recent ? next : friday.isBefore(beforeClosing) ? friday : beforeClosing;
    }

    private static boolean isReviewed(Fate fate) {
        return switch (fate) {
            case ACCEPTED, LATE, LATE_UNREVISED, RETURNED -> true;
            case QUEUED, HELD, PARKED, DISPUTED, OPEN -> false;
        };
    }
}
