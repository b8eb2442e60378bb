package io.plumbline.organisation.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SuccessionTest {
    private static final LocalDate MARCH = LocalDate.of(2026, 3, 1);
    private static final LocalDate MAY = LocalDate.of(2026, 5, 1);
    private static final LocalDate JUNE = LocalDate.of(2026, 6, 1);
    private static final LocalDate JULY = LocalDate.of(2026, 7, 1);

    private final Span<String> first = span("A", MARCH, null);

    @Test
    void beginsWithoutEndingAnythingWhenThereIsNothing() {
        assertThat(Succession.of(List.of(), "A", MARCH)).isEqualTo(new Succession.Begin(null));
    }

    @Test
    void endsTheOpenSpanWhenAnotherValueBegins() {
        assertThat(Succession.of(List.of(first), "B", JUNE)).isEqualTo(new Succession.Begin(first.id()));
    }

    @Test
    void changesNothingWhenTheValueHoldsAlready() {
        assertThat(Succession.of(List.of(first), "A", JUNE)).isEqualTo(new Succession.Unchanged());
    }

    @Test
    void correctsTheLatestSpanWhenTheValueBeginsOnItsFirstDay() {
        assertThat(Succession.of(List.of(first), "B", MARCH)).isEqualTo(new Succession.Correct(first.id()));
    }

    @Test
    void refusesADayBeforeTheLatestSpanBegan() {
        Span<String> closed = span("A", MARCH, JUNE);
        Span<String> latest = span("B", JUNE, null);
        assertThat(Succession.of(List.of(latest, closed), "C", MAY))
                .isEqualTo(new Succession.Refused(latest.id(), JUNE));
    }

    @Test
    void refusesADayInsideASpanThatEndsLater() {
        Span<String> closed = span("A", MARCH, JULY);
        assertThat(Succession.of(List.of(closed), "B", JUNE)).isEqualTo(new Succession.Refused(closed.id(), JULY));
        assertThat(Succession.of(List.of(closed), "B", JULY)).isEqualTo(new Succession.Begin(null));
    }

    private static Span<String> span(String value, LocalDate from, LocalDate until) {
        return new Span<>(UUID.randomUUID(), value, from, until);
    }
}
