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
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The reviewer's days: what was sent in the day before is accepted, or returned if that is its fate. */
@ApplicationScoped
class ReviewStep {
    private static final String REVIEWER = "reviewer@demo";
    private static final int HOUR = 10;

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

    /** A day's reviews are one transaction: it is the number of commits that takes the time. */
    void review(DemoContext context, List<Job> jobs, Instant notBefore, BooleanSupplier goOn) {
        Map<UUID, Integer> waiting = queries.submitted();
        SortedMap<LocalDate, List<Job>> byDay = new TreeMap<>();
        for (Job job : jobs) {
            if (waiting.containsKey(job.given().visit())
                    && isReviewed(job.plan().fate())) {
                LocalDate day = job.plan().endedAt().toLocalDate().plusDays(1);
                byDay.computeIfAbsent(day, same -> new ArrayList<>()).add(job);
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
                        QuarkusTransaction.requiringNew().run(() -> day.getValue()
                                .forEach(job ->
                                        decide(job, waiting.get(job.given().visit()), reviewer.id())));
                        return null;
                    }));
        }
    }

    private void decide(Job job, @Nullable Integer revision, UUID reviewer) {
        UUID visit = job.given().visit();
        if (job.plan().fate() == Fate.RETURNED) {
            Map<String, String> remarks = Map.of(REMARKED_ITEM, Phrase.RETURN_REMARK.text());
            reviews.giveBack(visit, reviewer, Phrase.RETURN_REASON.text(), remarks);
        } else {
            reviews.accept(visit, revision, reviewer);
        }
    }

    private static boolean isReviewed(Fate fate) {
        return switch (fate) {
            case ACCEPTED, LATE, LATE_UNREVISED, RETURNED -> true;
            case QUEUED, HELD, PARKED, DISPUTED, OPEN -> false;
        };
    }
}
