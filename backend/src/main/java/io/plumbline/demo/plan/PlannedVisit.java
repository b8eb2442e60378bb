package io.plumbline.demo.plan;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A visit of a store, or a callback about an installer's work.
 *
 * @param key names the visit in the plan
 * @param programme code of the programme, one per kind and month
 * @param unit code of the store or team
 * @param staff code of the installer; null for a store
 * @param assignee sign-in name of who does it
 * @param startedAt local time
 * @param quality how good the subject is that day, 0 to 1
 * @param traits names the strengths and weaknesses of the subject
 * @param chance names the stream of chance its answers are drawn from; two visits with the same come out the same
 * @param serviceEvent what a callback asks about
 */
public record PlannedVisit(
        String key,
        String programme,
        VisitKind kind,
        YearMonth month,
        String unit,
        @Nullable String staff,
        String assignee,
        LocalDate windowFrom,
        LocalDate windowTo,
        LocalDateTime startedAt,
        int minutes,
        double quality,
        String traits,
        String chance,
        @Nullable Map<String, String> serviceEvent,
        Fate fate) {
    public LocalDateTime endedAt() {
        return startedAt.plusMinutes(minutes);
    }

    PlannedVisit with(Fate other, double otherQuality) {
        return new PlannedVisit(
                key,
                programme,
                kind,
                month,
                unit,
                staff,
                assignee,
                windowFrom,
                windowTo,
                startedAt,
                minutes,
                otherQuality,
                traits,
                chance,
                serviceEvent,
                other);
    }
}
