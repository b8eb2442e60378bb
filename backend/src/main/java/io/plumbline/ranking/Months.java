package io.plumbline.ranking;

import io.plumbline.platform.problem.Problem;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;

/** Months as written in addresses ({@code 2026-11}) and in columns (their first day). */
final class Months {
    private Months() {}

    static YearMonth parse(String text) {
        try {
            return YearMonth.parse(text);
        } catch (DateTimeParseException notAMonth) {
            throw Problem.invalid("month", "bad-month", "A month looks like 2026-11, not like " + text + ".");
        }
    }

    static LocalDate column(YearMonth month) {
        return month.atDay(1);
    }
}
