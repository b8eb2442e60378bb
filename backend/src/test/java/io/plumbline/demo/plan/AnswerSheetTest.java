package io.plumbline.demo.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.sync.checklist.ChecklistDocument;
import io.plumbline.sync.checklist.ChecklistParser;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AnswerSheetTest {
    private static final long SEED = 20260;
    private static final DemoCalendar CALENDAR =
            new DemoCalendar(Instant.parse("2026-11-22T02:00:00Z"), ZoneId.of("Asia/Shanghai"), DemoCalendar.FULL_PAST);

    @ParameterizedTest
    @EnumSource(VisitKind.class)
    void fillsInTheSameFromTheSameSeed(VisitKind kind) {
        PlannedVisit visit = visits(kind).get(0);
        FilledSheet one = new AnswerSheet(SEED, checklist(kind)).fill(visit);
        FilledSheet other = new AnswerSheet(SEED, checklist(kind)).fill(visit);

        assertThat(one).isEqualTo(other);
        assertThat(one.answers()).isNotEmpty();
    }

    @Test
    void scoresStoresApartWithSomeAtZeroForACriticalFailure() {
        List<Double> scores = scores(VisitKind.MYSTERY_VISIT);

        double mean = scores.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        assertThat(mean).isBetween(78.0, 92.0);
        assertThat(scores).filteredOn(score -> score == 0).hasSizeBetween(1, scores.size() / 20);
        assertThat(scores.stream().distinct().count()).isGreaterThan(scores.size() / 3);
    }

    @Test
    void scoresTwinsAlikeInTheLastMonth() {
        AnswerSheet sheet = new AnswerSheet(SEED, checklist(VisitKind.MYSTERY_VISIT));
        Map<String, List<String>> byStore = visits(VisitKind.MYSTERY_VISIT).stream()
                .sorted(Comparator.comparing(PlannedVisit::key))
                .collect(Collectors.groupingBy(
                        PlannedVisit::unit,
                        Collectors.mapping(visit -> sheet.fill(visit).score(), Collectors.toList())));

        assertThat(byStore.get("S2101")).isEqualTo(byStore.get("S1101"));
        assertThat(byStore.get("S2101")).isNotEqualTo(byStore.get("S0101"));
    }

    private static List<Double> scores(VisitKind kind) {
        AnswerSheet sheet = new AnswerSheet(SEED, checklist(kind));
        return visits(kind).stream()
                .map(visit -> sheet.fill(visit).score())
                .map(score -> Double.parseDouble(Objects.requireNonNull(score)))
                .toList();
    }

    private static List<PlannedVisit> visits(VisitKind kind) {
        OrganisationPlan organisation = OrganisationPlanner.plan(SEED, CALENDAR);
        YearMonth lastMonth = CALENDAR.currentMonth().minusMonths(1);
        return new VisitPlanner(SEED, CALENDAR, organisation, 1)
                .month(lastMonth).stream().filter(visit -> visit.kind() == kind).toList();
    }

    private static ChecklistDocument checklist(VisitKind kind) {
        String name = "/demo/checklists/" + kind.checklist() + ".json";
        try (InputStream json = Objects.requireNonNull(AnswerSheetTest.class.getResourceAsStream(name), name)) {
            return ChecklistParser.parse(new ObjectMapper().readTree(json)).require();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
